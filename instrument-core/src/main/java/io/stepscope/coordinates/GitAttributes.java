package io.stepscope.coordinates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Tells whether git stores other bytes of a file than it has, because of attributes.
 *
 * <p>Errs on the side of yes: it does not know which of several lines wins.
 *
 * @see <a href="https://git-scm.com/docs/gitattributes">gitattributes</a>
 */
final class GitAttributes {

  private static final Pattern CONVERSION =
      Pattern.compile("(?<![-!])\\b(?:filter|ident|working-tree-encoding)\\b");

  private final GitRepository repository;

  GitAttributes(GitRepository repository) {
    this.repository = repository;
  }

  boolean mayConvert(Path file) throws IOException {
    Path workTree = repository.workTree();
    if (repository.config().get("core.attributesfile") != null
        || converts(repository.commonDir().resolve("info/attributes"), workTree, file)) {
      return true;
    }
    for (Path at = file.getParent(); at != null && at.startsWith(workTree); at = at.getParent()) {
      if (converts(at.resolve(".gitattributes"), at, file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean converts(Path attributes, Path folder, Path file) throws IOException {
    if (!Files.isRegularFile(attributes)) {
      return false;
    }
    String text = new String(Files.readAllBytes(attributes), StandardCharsets.UTF_8);
    for (String line : text.split("\r?\n")) {
      boolean rule = !line.isBlank() && !line.startsWith("#");
      if (rule && CONVERSION.matcher(line).find() && matches(line, folder, file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String line, Path folder, Path file) {
    String pattern = line.strip().split("\\s+")[0];
    if (pattern.startsWith("[") || pattern.startsWith("\"")) {
      return true; // the definition of a macro, or a quoted pattern
    }
    boolean anyFolder = pattern.indexOf('/') < 0;
    Path subject = anyFolder ? file.getFileName() : folder.relativize(file);
    String glob = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(subject)
          || (glob.startsWith("**/")
              && FileSystems.getDefault()
                  .getPathMatcher("glob:" + glob.substring(3))
                  .matches(subject));
    } catch (PatternSyntaxException e) {
      return true;
    }
  }
}
