package io.stepscope.launcher;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Opens resources of the isolated loader. Not the JDK's {@code jar:} handler, whose process-wide
 * cache belongs to the program.
 */
final class IsolatedResources extends URLStreamHandler {
  private final JarFile jar;
  private final String prefix;

  IsolatedResources(JarFile jar, String prefix) {
    this.jar = jar;
    this.prefix = prefix;
  }

  @Override
  protected URLConnection openConnection(URL url) throws IOException {
    String name = IsolatedClassLoader.entryName(url.getPath().substring(1));
    JarEntry entry = jar.getJarEntry(prefix + name);
    if (entry == null) {
      throw new FileNotFoundException(url.toString());
    }
    return new Connection(url, entry);
  }

  private final class Connection extends URLConnection {
    private final JarEntry entry;

    Connection(URL url, JarEntry entry) {
      super(url);
      this.entry = entry;
    }

    @Override
    public void connect() {
      connected = true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return jar.getInputStream(entry);
    }

    @Override
    public long getContentLengthLong() {
      return entry.getSize();
    }
  }
}
