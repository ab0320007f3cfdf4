package io.stepscope.agent.program;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatchers;

/** Makes a class with a Byte Buddy of its own before and after it trains. */
public final class ByteBuddyProgram {

  private ByteBuddyProgram() {}

  /** Trains with {@link LoopProgram}. */
  public static void main(String[] arguments) throws Exception {
    use();
    LoopProgram.main(arguments);
    use();
    String jar = ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    System.out.println(jar.substring(jar.lastIndexOf('/') + 1));
  }

  private static void use() throws Exception {
    try (DynamicType.Unloaded<Object> made =
        new ByteBuddy()
            .subclass(Object.class)
            .method(ElementMatchers.isToString())
            .intercept(FixedValue.value("made"))
            .make()) {
      Class<?> loaded = made.load(ByteBuddyProgram.class.getClassLoader()).getLoaded();
      System.out.println(loaded.getConstructor().newInstance());
    }
  }
}
