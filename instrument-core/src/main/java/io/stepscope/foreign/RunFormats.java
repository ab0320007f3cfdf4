package io.stepscope.foreign;

import java.util.List;
import java.util.ServiceLoader;

/** The formats on the class path of Stepscope itself. */
public final class RunFormats {

  private RunFormats() {}

  /** Every format there is, by name. */
  public static List<RunFormat> all() {
    // The application's context class loader may know another copy of Stepscope, or none.
    return ServiceLoader.load(RunFormat.class, RunFormats.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }
}
