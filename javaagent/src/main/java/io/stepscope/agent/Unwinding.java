package io.stepscope.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether something is being closed because an exception leaves the block that uses it. Java
 * tells nobody; but such a close is called from another place than the one at the end of the block,
 * and what follows that place in the code of the caller gives it away, see {@link CodePaths}.
 *
 * <p>Reads the class file of the caller as its loader has it. Where that cannot be had, or somebody
 * has changed the code, nothing is known. Thread-safe.
 */
final class Unwinding {

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Objects that close what they use when they are closed. */
  private static final int DEEPEST = 4;

  private Unwinding() {}

  /**
   * Whether the method {@code close} of {@code type}, which is on the stack of the calling thread,
   * was called because of an exception; false when that cannot be known.
   */
  static boolean closes(Class<?> type) {
    try {
      for (StackFrame frame : callers(type)) {
        if (isInCleanUp(frame)) {
          return true;
        }
        if (!isClose(frame)) {
          return false; // The end of the block, or a method of the program's own for cleaning up.
        }
      }
      return false;
    } catch (VirtualMachineError e) {
      return true; // Memory is short, and that will be why.
    } catch (IOException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  private static List<StackFrame> callers(Class<?> type) {
    return WALKER.walk(
        frames ->
            frames
                .dropWhile(frame -> frame.getDeclaringClass() != type || !isClose(frame))
                .dropWhile(
                    frame -> type.isAssignableFrom(frame.getDeclaringClass()) && isClose(frame))
                .limit(DEEPEST)
                .collect(Collectors.toList()));
  }

  private static boolean isClose(StackFrame frame) {
    return frame.getMethodName().equals("close");
  }

  private static boolean isInCleanUp(StackFrame frame) throws IOException {
    byte @Nullable [] bytes = bytes(frame.getDeclaringClass());
    if (bytes == null) {
      return false;
    }
    CodePaths paths = CodePaths.of(bytes, frame.getMethodName(), frame.getDescriptor());
    int call = frame.getByteCodeIndex();
    return paths != null
        && paths.calls(call, "close")
        && (paths.suppressesWhatIsThrownBy(call) || paths.leadsFromExceptionToException(call));
  }

  private static byte @Nullable [] bytes(Class<?> type) throws IOException {
    ClassLoader loader = type.getClassLoader();
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = loader == null ? null : loader.getResourceAsStream(file)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
