package io.stepscope.viewer.report;

import io.stepscope.event.Params.Group;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a result comes from, a line per subject: what one wants to know first. {@code --json} shows
 * all of it.
 */
final class CoordinateLines {
  /** As much of a commit as tells it from others. */
  private static final int COMMIT = 12;

  private static final int SUBJECT = 9;

  private CoordinateLines() {}

  static List<String> lines(RunDigest digest, Terminal terminal, String indent) {
    Map<String, Object> code = digest.params(Group.CODE);
    Map<String, Object> environment = digest.params(Group.ENVIRONMENT);
    List<String> lines = new ArrayList<>();
    subject(lines, "code", code(code), terminal, indent);
    subject(lines, "program", texts(code, "program.main", "program.arguments"), terminal, indent);
    subject(lines, "data", pairs(digest.params(Group.DATA), ""), terminal, indent);
    subject(lines, "pipeline", pairs(digest.params(Group.PIPELINE), ""), terminal, indent);
    subject(lines, "engine", engine(environment), terminal, indent);
    subject(lines, "java", texts(environment, "java.version", "java.vm"), terminal, indent);
    subject(lines, "machine", machine(environment), terminal, indent);
    return lines;
  }

  private static List<String> code(Map<String, Object> code) {
    List<String> words = new ArrayList<>();
    if (code.containsKey("git.commit")) {
      String commit = text(code, "git.commit");
      words.add("commit " + commit.substring(0, Math.min(COMMIT, commit.length())));
      words.addAll(texts(code, "git.branch", "git.state"));
    }
    return words;
  }

  private static List<String> engine(Map<String, Object> environment) {
    List<String> words = pairs(environment, "framework.");
    words.addAll(pairs(environment, "djl."));
    return words;
  }

  private static List<String> machine(Map<String, Object> environment) {
    List<String> words = texts(environment, "os.name", "os.arch", "cpu.model");
    if (environment.containsKey("cpu.count")) {
      words.add(text(environment, "cpu.count") + " cores");
    }
    if (environment.get("memory.bytes") instanceof Long bytes) {
      words.add(Numbers.bytes(bytes) + " memory");
    }
    return words;
  }

  private static List<String> texts(Map<String, Object> values, String... keys) {
    List<String> words = new ArrayList<>();
    for (String key : keys) {
      if (values.containsKey(key)) {
        words.add(text(values, key));
      }
    }
    return words;
  }

  private static List<String> pairs(Map<String, Object> values, String prefix) {
    List<String> words = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            words.add(key + " " + value);
          }
        });
    return words;
  }

  private static String text(Map<String, Object> values, String key) {
    return String.valueOf(values.get(key));
  }

  private static void subject(
      List<String> lines, String subject, List<String> words, Terminal terminal, String indent) {
    int room = terminal.width() - indent.length() - SUBJECT;
    List<String> clipped =
        words.stream().map(word -> Cells.clip(Cells.oneLine(word), room, terminal)).toList();
    List<String> wrapped = Cells.wrap(clipped, terminal.dot(), "", room);
    for (int i = 0; i < wrapped.size(); i++) {
      String title = Cells.left(i == 0 ? subject : "", SUBJECT);
      lines.add(indent + terminal.paint(Ink.FAINT, title) + wrapped.get(i));
    }
  }
}
