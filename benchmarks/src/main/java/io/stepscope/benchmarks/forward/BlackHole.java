package io.stepscope.benchmarks.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on loopback that takes every connection and never answers. */
final class BlackHole implements AutoCloseable {
  private final ServerSocket server;
  private final Queue<Socket> taken = new ConcurrentLinkedQueue<>();

  BlackHole() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Thread taking = new Thread(this::take, "black-hole");
    taking.setDaemon(true);
    taking.start();
  }

  /** An address at which nobody listens any more. */
  static URI refusing() throws IOException {
    try (BlackHole closed = new BlackHole()) {
      return closed.uri();
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void take() {
    try {
      while (true) {
        taken.add(server.accept());
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }
}
