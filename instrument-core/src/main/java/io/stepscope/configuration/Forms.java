package io.stepscope.configuration;

import io.stepscope.folder.RunIds;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms of values that keys share. */
final class Forms {

  static final Form<String> TEXT =
      Form.of("one line of text", text -> matching("\\P{Cntrl}+", text));

  static final Form<Path> PATH = Form.of("a path", Path::of);

  static final Form<Boolean> ON_OFF = new Form<>("on or off", List.of("on", "off"), Forms::onOff);

  /** Items separated by commas or plus signs; no items when the text is empty. */
  static final Form<List<String>> LIST =
      Form.of("names separated by commas or +", text -> List.copyOf(items(text)));

  static final Form<Double> PERCENTAGE =
      Form.of("a percentage from 0% to 100%, such as 1% or 0.5%", Forms::percentage);

  static final Form<Duration> DURATION =
      Form.of("a duration such as 500ms, 5s, 2m or 1h", Forms::duration);

  /** Time between two looks; more often, the looking itself would be what is measured. */
  static final Form<Duration> INTERVAL =
      Form.of("a duration of at least 100ms, such as 500ms, 5s, 2m or 1h", Forms::interval);

  static final Form<Long> SIZE = Form.of("a size such as 512MiB, 4GiB or 2GB", Forms::size);

  static final Form<Integer> COUNT = Form.of("a number, 0 or more", text -> number(text, 0));

  static final Form<HistogramSchedule> HISTOGRAMS =
      new Form<>(
          "auto, off, or every:N with N from 1",
          List.of("auto", "off", "every:1"),
          HistogramSchedule::parse);

  /** A port; 0 is any free one; empty is none. */
  static final Form<OptionalInt> PORT =
      new Form<>("off, on, or a port from 0 to 65535", List.of("on", "off"), Forms::port);

  static final Form<String> METHOD =
      Form.of(
          "package.Class#method, if need be with (its+parameter+types)",
          text -> matching("[\\w$.]+#[\\w$]+(\\([\\w$.\\[\\]+, ]*\\))?", text));

  static final Form<String> RUN_ID = Form.of("the id of a run: " + RunIds.FORM, RunIds::check);

  static final Form<String> JSON_PATH =
      Form.of("a path such as $.chip.power", text -> matching("\\$\\P{Cntrl}*", text));

  static final Form<String> URL =
      Form.of("an http or https address", text -> matching("https?://[^\\s/]\\S*", text));

  private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([A-Za-z%]*)");

  private static final Map<String, Long> NANOS =
      Map.of("ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

  private static final Map<String, Long> BYTES =
      Map.ofEntries(
          Map.entry("b", 1L),
          Map.entry("kb", 1_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("kib", 1L << 10),
          Map.entry("mib", 1L << 20),
          Map.entry("gib", 1L << 30),
          Map.entry("tib", 1L << 40));

  private Forms() {}

  /** The lower-case names of an enum. */
  static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    List<String> words =
        constants.stream().map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    String but = String.join(", ", words.subList(0, words.size() - 1));
    return new Form<>(
        but + " or " + words.get(words.size() - 1),
        words,
        text -> constants.get(known(words.indexOf(text.toLowerCase(Locale.ROOT)), text)));
  }

  private static int known(int index, String text) {
    if (index < 0) {
      throw new IllegalArgumentException(text);
    }
    return index;
  }

  private static boolean onOff(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1" -> true;
      case "off", "false", "no", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static List<String> items(String text) {
    return Arrays.stream(text.split("[,+]"))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .distinct()
        .collect(Collectors.toList());
  }

  private static double percentage(String text) {
    double percent = quantity(text, Map.of("%", 1L)).doubleValue();
    if (percent > 100) {
      throw new IllegalArgumentException(text);
    }
    return percent / 100;
  }

  private static Duration duration(String text) {
    long nanos = quantity(text, NANOS).longValueExact();
    if (nanos == 0) {
      throw new IllegalArgumentException(text);
    }
    return Duration.ofNanos(nanos);
  }

  private static Duration interval(String text) {
    Duration interval = duration(text);
    if (interval.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException(text);
    }
    return interval;
  }

  private static long size(String text) {
    return quantity(text, BYTES).longValueExact();
  }

  private static BigDecimal quantity(String text, Map<String, Long> units) {
    Matcher matcher = QUANTITY.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(text);
    }
    return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
  }

  private static OptionalInt port(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "off", "false", "no" -> OptionalInt.empty();
      case "on", "true", "yes" -> OptionalInt.of(0);
      default -> {
        int port = number(text, 0);
        if (port > 65_535) {
          throw new IllegalArgumentException(text);
        }
        yield OptionalInt.of(port);
      }
    };
  }

  static int number(String text, int least) {
    int number = Integer.parseInt(text);
    if (number < least) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  static String matching(String pattern, String text) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
