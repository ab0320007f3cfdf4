package io.stepscope.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells from the name of a setting whether its value is likely a secret.
 *
 * <p>A name is looked at word by word ({@code spring.datasource.dbPassword} is spring, datasource,
 * db, password), so that {@code tokenizer}, {@code author} or {@code keyboard} stay what they are.
 */
final class SecretNames {

  /** How sure a name makes us. */
  enum Verdict {
    HARMLESS,
    /** Secret as the name of a setting, but an everyday word in prose and logs. */
    WEAK,
    SECRET
  }

  private static final Set<String> SECRET_WORDS =
      Set.of(
          "authorization",
          "bearer",
          "cookie",
          "cookies",
          "credential",
          "credentials",
          "creds",
          "jwt",
          "passcode",
          "passphrase",
          "passwords",
          "pwd",
          "secrets");

  private static final List<String> SECRET_ENDINGS =
      List.of(
          "password",
          "passwd",
          "secret",
          "apikey",
          "secretkey",
          "accesskey",
          "privatekey",
          "authtoken",
          "accesstoken",
          "sessionid",
          "sessionkey");

  /** Words that make the word "key" after them a secret: API key, private key, … */
  private static final Set<String> KEY_OWNERS =
      Set.of(
          "access",
          "account",
          "api",
          "auth",
          "deploy",
          "encryption",
          "hmac",
          "license",
          "master",
          "private",
          "secret",
          "service",
          "session",
          "shared",
          "signing",
          "ssh",
          "storage",
          "write");

  /** Words that make the word "pass" after them a password, unlike that in "forward pass". */
  private static final Set<String> PASS_OWNERS =
      Set.of(
          "admin",
          "db",
          "ftp",
          "http",
          "key",
          "login",
          "mail",
          "mysql",
          "pg",
          "postgres",
          "proxy",
          "redis",
          "root",
          "smtp",
          "store",
          "trust",
          "user");

  /** Words that make tokens after them credentials even in the plural. */
  private static final Set<String> TOKEN_OWNERS =
      Set.of("access", "api", "auth", "bearer", "identity", "refresh", "secret", "security");

  /** Words beside "token" that speak of text, as in {@code max_token} or {@code pad_token}. */
  private static final Set<String> TEXT_WORDS =
      Set.of(
          "additional",
          "batch",
          "begin",
          "bos",
          "class",
          "cls",
          "count",
          "dim",
          "embedding",
          "end",
          "eos",
          "first",
          "id",
          "ids",
          "image",
          "last",
          "mask",
          "max",
          "min",
          "new",
          "next",
          "num",
          "pad",
          "per",
          "prev",
          "sample",
          "sep",
          "special",
          "start",
          "step",
          "stop",
          "text",
          "train",
          "type",
          "unk",
          "vocab",
          "word");

  /** Last words of names whose value describes a secret without being one. */
  private static final Set<String> DESCRIPTIONS =
      Set.of(
          "algorithm",
          "class",
          "count",
          "dir",
          "directory",
          "disabled",
          "enabled",
          "encoder",
          "endpoint",
          "expiry",
          "file",
          "folder",
          "format",
          "host",
          "length",
          "limit",
          "method",
          "mode",
          "name",
          "path",
          "policy",
          "port",
          "provider",
          "required",
          "size",
          "sock",
          "socket",
          "timeout",
          "ttl",
          "type",
          "uri",
          "url",
          "version");

  private SecretNames() {}

  /**
   * Whether part of a text may be the name of a secret: a quick look that says yes too often, for
   * texts full of harmless names.
   */
  static boolean mayBeSecret(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      boolean stem =
          switch (text.charAt(i) | 0x20) {
            case 'a' -> begins(text, i, "auth");
            case 'b' -> begins(text, i, "bearer");
            case 'c' -> begins(text, i, "cred") || begins(text, i, "cookie");
            case 'j' -> begins(text, i, "jwt");
            case 'k' -> begins(text, i, "key");
            case 'p' ->
                begins(text, i, "pass") || begins(text, i, "pwd") || begins(text, i, "private");
            case 's' -> begins(text, i, "secret") || begins(text, i, "session");
            case 't' -> begins(text, i, "token");
            default -> false;
          };
      if (stem) {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(String text, int at, String stem) {
    return text.regionMatches(true, at, stem, 0, stem.length());
  }

  static boolean isSecret(String name) {
    return judge(name) != Verdict.HARMLESS;
  }

  static Verdict judge(String name) {
    boolean property = name.startsWith("-D") || name.startsWith("-P");
    List<String> words = words(property ? name.substring(2) : name);
    boolean workingDirectory = name.equals("PWD");
    if (words.isEmpty() || workingDirectory || DESCRIPTIONS.contains(words.get(words.size() - 1))) {
      return Verdict.HARMLESS;
    }
    Verdict verdict = Verdict.HARMLESS;
    for (int i = 0; i < words.size(); i++) {
      Verdict one = judgeWord(words, i);
      if (one == Verdict.SECRET) {
        return one;
      }
      verdict = one == Verdict.WEAK ? one : verdict;
    }
    return verdict;
  }

  private static Verdict judgeWord(List<String> words, int i) {
    String word = words.get(i);
    String before = i > 0 ? words.get(i - 1) : "";
    boolean last = i == words.size() - 1;
    if (SECRET_WORDS.contains(word) || SECRET_ENDINGS.stream().anyMatch(word::endsWith)) {
      return Verdict.SECRET;
    }
    return switch (word) {
      case "key", "keys" -> KEY_OWNERS.contains(before) ? Verdict.SECRET : Verdict.HARMLESS;
      case "pass" -> last && PASS_OWNERS.contains(before) ? Verdict.SECRET : Verdict.HARMLESS;
      case "tokens" -> TOKEN_OWNERS.contains(before) ? Verdict.SECRET : Verdict.HARMLESS;
      case "token" -> judgeToken(words, before);
      case "auth" -> last ? Verdict.WEAK : Verdict.HARMLESS;
      case "private" -> words.size() == 1 ? Verdict.WEAK : Verdict.HARMLESS;
      case "session" -> judgeSession(words, i);
      default -> Verdict.HARMLESS;
    };
  }

  private static Verdict judgeToken(List<String> words, String before) {
    if (TOKEN_OWNERS.contains(before)) {
      return Verdict.SECRET;
    }
    if (words.stream().anyMatch(TEXT_WORDS::contains)) {
      return Verdict.HARMLESS;
    }
    return words.size() == 1 ? Verdict.WEAK : Verdict.SECRET;
  }

  private static Verdict judgeSession(List<String> words, int i) {
    boolean alone = words.size() == 1;
    boolean identified = i + 2 == words.size() && words.get(i + 1).equals("id");
    return alone || identified ? Verdict.WEAK : Verdict.HARMLESS;
  }

  /** The words of a name: split at what is no letter and where camel case begins a new word. */
  static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      boolean letter = i < name.length() && isLetter(name.charAt(i));
      boolean newWord = letter && i > start && beginsWord(name, i);
      if (!letter || newWord) {
        if (i > start) {
          words.add(name.substring(start, i).toLowerCase(Locale.ROOT));
        }
        start = letter ? i : i + 1;
      }
    }
    return words;
  }

  private static boolean beginsWord(String name, int i) {
    if (!isUpper(name.charAt(i))) {
      return false;
    }
    boolean afterLower = !isUpper(name.charAt(i - 1));
    boolean beforeLower =
        i + 1 < name.length() && isLetter(name.charAt(i + 1)) && !isUpper(name.charAt(i + 1));
    return afterLower || beforeLower; // "apiKey", "APIKey"
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || isUpper(c);
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
