package io.stepscope.probe.custom;

import io.stepscope.event.MachineSeries;
import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Files that hold a number each, as the kernel's in {@code /sys} do. */
final class FileProbe implements Probe {
  private static final int MOST_BYTES = 256;

  private final String name;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Consumer<String> notices;
  private final Devices devices = new Devices();
  private boolean looked;

  private record Wanted(Metric metric, FilePattern files) {}

  FileProbe(String name, List<Metric> metrics, Consumer<String> notices) {
    this.name = name;
    this.notices = notices;
    metrics.forEach(metric -> wanted.add(new Wanted(metric, new FilePattern(metric.selector()))));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, ?> facts() {
    return Map.of(MachineSeries.PROBE + name, "files");
  }

  /**
   * Reads them all.
   *
   * @throws IOException if one cannot be read or holds no number, or there is none; the others have
   *     been told
   */
  @Override
  public void look(Readings out) throws IOException {
    IOException first = null;
    boolean any = false;
    for (Wanted one : wanted) {
      List<Found> found = find(one);
      if (found.isEmpty() && !looked) {
        notices.accept(
            one.metric().key() + "=" + one.metric().selector() + " matches no file (yet)");
      }
      for (Found file : found) {
        any = true;
        try {
          out.put(file.series(), number(file.path()) * one.metric().factor());
        } catch (IOException e) {
          first = first == null ? e : first;
        }
      }
    }
    boolean vanished = looked && !any;
    looked |= any;
    if (first != null) {
      throw first;
    }
    if (vanished) {
      throw new NoSuchFileException("none of its files is there any more");
    }
  }

  private List<Found> find(Wanted one) {
    String pattern = one.files().upToWildcard();
    List<Match> matches = new ArrayList<>();
    one.files()
        .find((device, path) -> matches.add(new Match(devices.number(pattern, device), path)));
    return matches.stream()
        .map(
            match ->
                new Found(
                    one.metric().seriesOf(match.number(), devices.count(pattern)), match.path()))
        .toList();
  }

  private static double number(Path file) throws IOException {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
    double number = Numbers.of(text.strip());
    if (Double.isNaN(number)) {
      throw new IOException(file + " does not begin with a number");
    }
    return number;
  }

  private record Match(int number, Path path) {}

  private record Found(String series, Path path) {}
}
