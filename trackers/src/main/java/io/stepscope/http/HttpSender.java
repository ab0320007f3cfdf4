package io.stepscope.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Sends requests and waits for the whole answer, but not longer than allowed: the time limit of
 * {@link HttpRequest} ends with the header, and a body that never ends would hold the caller.
 *
 * <p>Speaks HTTP/1.1 and follows no redirects, which would take credentials elsewhere. Thread-safe.
 * Threads of the client are daemons and end after the last reference to it.
 */
public final class HttpSender {
  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final long MOST_BYTES = 64L << 20;

  private final HttpClient client;

  /** Sends to servers that are believed. */
  public HttpSender(ServerTrust trust) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECTING);
    SSLContext tls = trust.context();
    if (tls != null) {
      builder.sslContext(tls);
    }
    client = builder.build();
  }

  /**
   * Sends a request.
   *
   * @param most how long to wait for the end of the answer
   * @throws IOException if there was none in time, or no connection; whether the server took the
   *     request is then unknown. {@link InterruptedIOException} if the thread was interrupted,
   *     which it then still is
   */
  public HttpAnswer send(HttpRequest request, Duration most) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new BoundedBody(MOST_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
      return new HttpAnswer(response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + most.toMillis() / 1e3 + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }
}
