package io.stepscope.redaction;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets by their own shape, whatever they are called.
 *
 * <p>Each shape has triggers, one of which must be in the text before its pattern is tried, so that
 * an ordinary console line costs one pass over its characters and no regular expression.
 *
 * <p>No pattern may look further ahead than it consumes, but for a bounded number of characters:
 * the time a line takes is in proportion to its length.
 *
 * @see <a href="https://docs.github.com/en/code-security/secret-scanning">formats of the issuers,
 *     as secret scanners know them</a>
 */
final class SecretShapes {

  /** What stands for a secret that was removed. */
  static final String MASK = "***";

  private static final String NOT_IN_WORD = "(?<![A-Za-z0-9])";

  private static final List<Shape> SHAPES =
      List.of(
          word("(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])", "AKIA", "ASIA"),
          word("gh[pousr]_[A-Za-z0-9]{30,}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
          word("github_pat_[A-Za-z0-9_]{22,}", "github_pat_"),
          word("glpat-[A-Za-z0-9_-]{20,}", "glpat-"),
          word("hf_[A-Za-z0-9]{30,}", "hf_"),
          word("sk-(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{20,}", "sk-"),
          word("xox[abeoprs]-[A-Za-z0-9-]{10,}", "xox"),
          word("AIza[0-9A-Za-z_-]{35}", "AIza"),
          word("ya29\\.[0-9A-Za-z_-]{20,}", "ya29."),
          word("npm_[A-Za-z0-9]{36}", "npm_"),
          word("eyJ[A-Za-z0-9_-]{8,1024}+\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*){0,3}", "eyJ"),
          keepFirst(
              "((?i:authorization)[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"']+(?:[ \\t]+[^\\s\"',;]{8,})?",
              "uthorization",
              "UTHORIZATION"),
          keepFirst(
              "((?i:bearer)\\s+)(?=\\S*[0-9])[A-Za-z0-9._~+/=-]{8,}",
              "Bearer ",
              "bearer ",
              "BEARER "),
          // https://user:password@host: everything up to the last @ before the path.
          new Shape(
              Pattern.compile("://[^\\s/?#\"'<>:]*+:[^\\s/?#\"'<>]*@"),
              "://" + MASK + "@",
              List.of("://"),
              "@"),
          // https://token@host, but not ssh://git@host.
          new Shape(
              Pattern.compile("(?<=http|https)://[^\\s/?#\"'<>:@]{16,}@"),
              "://" + MASK + "@",
              List.of("http://", "https://"),
              "@"),
          keepFirst(
              "([?&](?i:sig|signature|x-amz-signature|x-amz-credential|x-goog-signature)=)"
                  + "[^&\\s\"'#]+",
              "ig=",
              "ture=",
              "ial="),
          // jdbc:oracle:thin:user/password@host
          keepFirst(
              "(jdbc:oracle:[a-z0-9]{1,16}:[^/\\s@]{0,128}/)[^\\s@]{1,256}(?=@)", "jdbc:oracle:"),
          new Shape(
              Pattern.compile(
                  "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
                  Pattern.DOTALL),
              MASK,
              List.of("PRIVATE KEY-----")));

  private static final Triggers TRIGGERS =
      new Triggers(SHAPES.stream().flatMap(shape -> shape.triggers().stream()).toList());

  private SecretShapes() {}

  static String mask(String text) {
    if (!TRIGGERS.mayBeIn(text)) {
      return text;
    }
    String result = text;
    for (Shape shape : SHAPES) {
      result = shape.mask(result);
    }
    return result;
  }

  private static Shape word(String pattern, String... triggers) {
    return new Shape(Pattern.compile(NOT_IN_WORD + pattern), MASK, List.of(triggers));
  }

  private static Shape keepFirst(String pattern, String... triggers) {
    return new Shape(Pattern.compile(pattern), "$1" + MASK, List.of(triggers));
  }

  private record Shape(
      Pattern pattern, String replacement, List<String> triggers, String required) {

    Shape(Pattern pattern, String replacement, List<String> triggers) {
      this(pattern, replacement, triggers, "");
    }

    String mask(String text) {
      if (!text.contains(required)) {
        return text;
      }
      for (String trigger : triggers) {
        if (text.contains(trigger)) {
          Matcher matcher = pattern.matcher(text);
          return matcher.find() ? matcher.replaceAll(replacement) : text;
        }
      }
      return text;
    }
  }
}
