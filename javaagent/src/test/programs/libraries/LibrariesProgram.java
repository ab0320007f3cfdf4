import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.StringValue;
import com.sun.jna.Native;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatchers;

/** Uses libraries that Stepscope may have in other versions, before, in and after its steps. */
public final class LibrariesProgram {

  public static void main(String[] arguments) throws Exception {
    use();
    for (int step = 0; step < 3; step++) {
      step();
    }
    Enumeration<Driver> drivers = DriverManager.getDrivers();
    while (drivers.hasMoreElements()) {
      Driver driver = drivers.nextElement();
      System.out.println(driver.getClass().getName() + " " + driver.getMajorVersion() + "." + driver.getMinorVersion());
    }
    for (Class<?> type :
        new Class<?>[] {ByteBuddy.class, ObjectMapper.class, StringValue.class, Native.class, org.sqlite.JDBC.class}) {
      String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
      System.out.println(jar.substring(jar.lastIndexOf('/') + 1));
    }
    for (String hidden :
        new String[] {"io.stepscope.Run", "io.stepscope.agent.AgentStart", "picocli.CommandLine"}) {
      System.out.println(hidden + " " + isVisible(hidden));
    }
  }

  static void step() throws Exception {
    use();
  }

  private static void use() throws Exception {
    Map<String, Object> map = new TreeMap<>(Map.of("loss", 0.5, "step", 3));
    System.out.println(new ObjectMapper().writeValueAsString(map));
    System.out.println(StringValue.parseFrom(StringValue.of("wire").toByteArray()).getValue());
    System.out.println(Native.POINTER_SIZE);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        ResultSet row = connection.createStatement().executeQuery("select sqlite_version()")) {
      System.out.println(row.getString(1));
    }
    try (var made =
        new ByteBuddy()
            .subclass(Object.class)
            .method(ElementMatchers.isToString())
            .intercept(FixedValue.value("made"))
            .make()) {
      System.out.println(
          made.load(LibrariesProgram.class.getClassLoader())
              .getLoaded()
              .getConstructor()
              .newInstance());
    }
  }

  private static boolean isVisible(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
