package io.stepscope;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of Stepscope that runs. */
public final class Version {

  private static final String VERSION = read();

  private Version() {}

  /** For instance {@code 0.1.0}. */
  public static String ofStepscope() {
    return VERSION;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
