import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Downloads the Maven distribution that {@code mvnw} asks for, verifies its SHA-256 and unpacks it.
 *
 * <p>Run by {@code mvnw} as a single-file program, so that a JDK is all a build needs: no curl, wget
 * or unzip. Arguments: coordinates {@code group:artifact:version}, SHA-256 in hex, target folder.
 * The environment variable {@code MVNW_REPOURL} names a mirror of Maven Central.
 */
final class FetchMaven {
  public static void main(String[] args) throws Exception {
    String[] coordinates = args[0].split(":");
    String expected = args[1];
    Path home = Path.of(args[2]);
    String file = coordinates[1] + "-" + coordinates[2] + "-bin.zip";
    URI source =
        URI.create(
            repository(coordinates[0])
                + "/" + coordinates[0].replace('.', '/')
                + "/" + coordinates[1] + "/" + coordinates[2] + "/" + file);
    Files.createDirectories(home.getParent());
    Path zip = Files.createTempFile(home.getParent(), "maven", ".zip");
    Path unpacked = Files.createTempDirectory(home.getParent(), "maven");
    try {
      System.err.println("Fetching " + file + " once, into " + home);
      String actual = download(source, zip);
      if (!actual.equals(expected)) {
        System.err.println(
            "mvnw: " + source + " has SHA-256 " + actual + ", expected " + expected
                + "; check distributionSha256Sum in .mvn/wrapper/maven-wrapper.properties");
        System.exit(1);
      }
      unzip(zip, unpacked);
      try (var children = Files.list(unpacked)) {
        Files.move(children.findFirst().orElseThrow(), home, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
        // Another build fetched the same Maven in the meantime: theirs is as good as ours.
        System.err.println("mvnw: " + home + " is there already");
      }
    } catch (IOException e) {
      System.err.println("mvnw: cannot fetch " + source + " (" + e + "); set MVNW_REPOURL to a mirror");
      System.exit(1);
    } finally {
      Files.deleteIfExists(zip);
    }
  }

  /** Maven Central is served by the host that Maven's own group id names, read backwards. */
  private static String repository(String group) {
    String mirror = System.getenv("MVNW_REPOURL");
    if (mirror != null && !mirror.isBlank()) {
      return mirror.replaceAll("/+$", "");
    }
    List<String> parts = new ArrayList<>(List.of(group.split("\\.")));
    Collections.reverse(parts);
    return "https://repo." + String.join(".", parts) + "/maven2";
  }

  private static String download(URI source, Path zip) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(source.toURL().openStream(), digest)) {
      Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void unzip(Path zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
        }
      }
    }
  }
}
