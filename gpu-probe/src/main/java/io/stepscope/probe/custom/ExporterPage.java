package io.stepscope.probe.custom;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The page of an exporter, asked for once a look. */
final class ExporterPage {
  private static final int MOST_BYTES = 8 << 20;

  private final URI address;
  private final Duration most;

  /**
   * @param most for the whole answer
   * @throws IllegalArgumentException if it is no address
   */
  ExporterPage(String address, Duration most) {
    this.address = URI.create(address);
    this.most = most;
  }

  /**
   * Asks for it.
   *
   * @throws IOException if nobody answers in time, the answer is not 200, or it has no end
   */
  String get() throws IOException {
    long end = System.nanoTime() + most.toNanos();
    URLConnection connection = address.toURL().openConnection();
    if (!(connection instanceof HttpURLConnection http)) {
      throw new IOException(address.getScheme() + " is not HTTP");
    }
    http.setConnectTimeout((int) most.toMillis());
    http.setReadTimeout((int) most.toMillis());
    http.setUseCaches(false);
    http.setRequestProperty("Accept", "text/plain, application/openmetrics-text;q=0.5");
    try {
      if (http.getResponseCode() != 200) {
        throw new IOException("it answers " + http.getResponseCode());
      }
      try (InputStream in = http.getInputStream()) {
        return new String(read(in, end), StandardCharsets.UTF_8);
      }
    } finally {
      http.disconnect();
    }
  }

  /** However slowly it drips. */
  private static byte[] read(InputStream in, long end) throws IOException {
    byte[] bytes = new byte[1 << 14];
    int length = 0;
    int read = in.read(bytes, 0, bytes.length);
    while (read >= 0) {
      length += read;
      if (length > MOST_BYTES) {
        throw new IOException("its answer is longer than " + MOST_BYTES + " bytes");
      }
      if (System.nanoTime() > end) {
        throw new SocketTimeoutException("its answer has no end in time");
      }
      bytes = length == bytes.length ? Arrays.copyOf(bytes, 2 * length) : bytes;
      read = in.read(bytes, length, bytes.length - length);
    }
    return Arrays.copyOf(bytes, length);
  }
}
