package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Programs of {@code src/test/programs}, compiled by the test that runs them: they use libraries
 * that the build must not have, or are modules.
 */
final class Compiled {

  private static final Path SOURCES = Path.of("src", "test", "programs").toAbsolutePath();

  private Compiled() {}

  /** Compiles the sources in a folder; {@code paths} are javac's options for what they use. */
  static Path program(String folder, Path into, String... paths) throws IOException {
    Files.createDirectories(into);
    List<String> arguments =
        new ArrayList<>(List.of("--release", "17", "-proc:none", "-d", into.toString()));
    arguments.addAll(List.of(paths));
    try (Stream<Path> files = Files.walk(SOURCES.resolve(folder))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::toString)
          .forEach(arguments::add);
    }
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(new String[0]));
    assertThat(code).as(said.toString()).isZero();
    return into;
  }

  static String path(List<Path> entries) {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }
}
