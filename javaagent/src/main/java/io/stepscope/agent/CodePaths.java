package io.stepscope.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Where the code of a method can go: enough to tell the clean-up of an exception from that of a
 * normal end, as compilers write them. Instructions are known by their index in the bytecode.
 *
 * <p>Immutable once made.
 */
final class CodePaths {

  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final List<Handler> handlers = new ArrayList<>();

  /** Places of the instructions that labels stand before. */
  private final Map<Label, Integer> labels = new HashMap<>();

  private CodePaths() {}

  /** The paths through a method; null when the class has no such method. */
  static @Nullable CodePaths of(byte[] bytes, String method, String descriptor) {
    CodePaths paths = new CodePaths();
    Reader reader = new Reader(bytes);
    reader.accept(
        new ClassVisitor(OpenedClassReader.ASM_API) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String of,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return name.equals(method) && of.equals(descriptor)
                ? new CodeRecording(paths, reader)
                : null;
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return paths.instructions.isEmpty() ? null : paths;
  }

  void add(int index, int opcode, String detail, List<Label> targets) {
    places.put(index, instructions.size());
    instructions.add(new Instruction(opcode, detail, targets));
  }

  void add(Label label) {
    labels.put(label, instructions.size());
  }

  void add(Handler handler) {
    handlers.add(handler);
  }

  /** Whether a method of this name is called at {@code index}. */
  boolean calls(int index, String method) {
    Integer place = places.get(index);
    return place != null && instructions.get(place).detail.endsWith("." + method);
  }

  /**
   * Whether what a call throws is added to another exception. So it is at the end of a block with
   * resources that an exception leaves.
   */
  boolean suppressesWhatIsThrownBy(int index) {
    Integer place = places.get(index);
    if (place == null) {
      return false;
    }
    for (Handler handler : handlers) {
      if (place(handler.from) <= place && place < place(handler.to)) {
        return suppresses(place(handler.target)); // The first that fits is the innermost.
      }
    }
    return false;
  }

  /** {@code catch (Throwable more) { first.addSuppressed(more); }} */
  private boolean suppresses(int place) {
    return opcode(place) == Opcodes.ASTORE
        && opcode(place + 1) == Opcodes.ALOAD
        && opcode(place + 2) == Opcodes.ALOAD
        && opcode(place + 3) == Opcodes.INVOKEVIRTUAL
        && instructions.get(place + 3).detail.equals("java/lang/Throwable.addSuppressed");
  }

  /**
   * Whether an instruction is reached only when an exception was caught, and whatever comes after
   * it ends by throwing one. So it is in a {@code finally} that an exception passes through, and in
   * a {@code catch} that throws again.
   */
  boolean leadsFromExceptionToException(int index) {
    Integer place = places.get(index);
    return place != null
        && !reached(0).get(place)
        && reached(place + 1).stream().noneMatch(after -> returns(opcode(after)));
  }

  /** What can come after {@code start} as long as nothing is thrown. */
  private BitSet reached(int start) {
    BitSet reached = new BitSet();
    ArrayDeque<Integer> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      int place = next.pop();
      if (place < instructions.size() && !reached.get(place)) {
        reached.set(place);
        Instruction instruction = instructions.get(place);
        instruction.targets.forEach(label -> next.push(place(label)));
        if (goesOn(instruction.opcode)) {
          next.push(place + 1);
        }
      }
    }
    return reached;
  }

  private static boolean goesOn(int opcode) {
    return switch (opcode) {
      case Opcodes.GOTO, Opcodes.ATHROW, Opcodes.TABLESWITCH, Opcodes.LOOKUPSWITCH -> false;
      default -> !returns(opcode);
    };
  }

  private static boolean returns(int opcode) {
    return opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
  }

  private int opcode(int place) {
    return place < instructions.size() ? instructions.get(place).opcode : -1;
  }

  private int place(Label label) {
    return labels.getOrDefault(label, Integer.MAX_VALUE);
  }

  /**
   * An instruction.
   *
   * @param detail owner and name of the method that is called, with a dot between; or empty
   * @param targets where it may jump to
   */
  private record Instruction(int opcode, String detail, List<Label> targets) {}

  /** Code that is reached when something is thrown between two others. */
  record Handler(Label from, Label to, Label target) {}

  /** Knows at which index the instruction lies that it reads. */
  static final class Reader extends ClassReader {
    private int index;

    Reader(byte[] bytes) {
      super(bytes);
    }

    int index() {
      return index;
    }

    @Override
    protected void readBytecodeInstructionOffset(int offset) {
      index = offset;
    }
  }
}
