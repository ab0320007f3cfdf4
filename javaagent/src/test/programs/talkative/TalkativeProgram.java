/** Prints much before it takes its only step. */
public final class TalkativeProgram {

  public static void main(String[] arguments) {
    for (int line = 0; line < Integer.parseInt(arguments[0]); line++) {
      System.out.println("line " + line);
    }
    step();
    System.out.println("after");
  }

  static void step() {
    System.out.println("in the step");
  }
}
