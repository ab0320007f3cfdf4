package com.acme.loop;

import java.lang.reflect.Method;
import net.bytebuddy.ByteBuddy;

/** Takes three steps. */
public final class Loop {

  public static void main(String[] arguments) throws Exception {
    for (int number = 0; number < 3; number++) {
      step(number);
    }
    System.out.println(ByteBuddy.class.getModule() + " " + Loop.class.getModule().isNamed());
    for (String module :
        new String[] {"java.net.http", "java.sql", "java.logging", "java.management"}) {
      System.out.println(module + " " + ModuleLayer.boot().findModule(module).isPresent());
    }
  }

  static void step(int number) {
    System.out.println("step " + number);
  }
}
