package io.stepscope.agent;

import io.stepscope.bridge.Bridge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Weaves calls of the bridge around the {@linkplain TimedCall timed calls} of a class. What is
 * woven has no branch and leaves the stack as it was, so the frames of the method hold as they are.
 */
final class CallWeaving implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {

  private static final String BRIDGE = Type.getInternalName(Bridge.class);
  private static final String BRIDGE_CALL =
      "(Ljava/lang/String;Ljava/lang/Class;Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";

  /** Advice moves the local variables of a method up by some. */
  private static final int MARGIN = 16;

  private final String type;
  private final List<TimedCall> calls;
  private final Map<String, Integer> locals = new HashMap<>();
  private final Set<TimedCall> found = new HashSet<>();

  /** Reads which of the calls a class makes. */
  CallWeaving(String type, List<TimedCall> calls, byte[] bytes) {
    this.type = type;
    this.calls = calls;
    OpenedClassReader.of(bytes).accept(new Finding(), ClassReader.SKIP_DEBUG);
  }

  /** The calls that the class does not make, though it should. */
  List<TimedCall> missing() {
    List<TimedCall> missing = new ArrayList<>(calls);
    missing.removeAll(found);
    return missing;
  }

  AsmVisitorWrapper wrapper() {
    return new AsmVisitorWrapper.ForDeclaredMethods()
        .writerFlags(ClassWriter.COMPUTE_MAXS)
        .method(ElementMatchers.not(ElementMatchers.isStatic()), this);
  }

  @Override
  public MethodVisitor wrap(
      TypeDescription instrumentedType,
      MethodDescription instrumentedMethod,
      MethodVisitor methodVisitor,
      Implementation.Context implementationContext,
      TypePool typePool,
      int writerFlags,
      int readerFlags) {
    String name = instrumentedMethod.getInternalName();
    List<TimedCall> made = calls.stream().filter(call -> call.isMadeIn(name)).toList();
    Integer free = locals.get(name + instrumentedMethod.getDescriptor());
    return made.isEmpty() || free == null
        ? methodVisitor
        : new Timing(methodVisitor, made, free + MARGIN);
  }

  private static @Nullable TimedCall match(List<TimedCall> calls, String owner, String method) {
    for (TimedCall call : calls) {
      if (call.isOf(owner, method)) {
        return call;
      }
    }
    return null;
  }

  /** Finds the calls, and how many local variables the methods have that make them. */
  private final class Finding extends ClassVisitor {
    Finding() {
      super(OpenedClassReader.ASM_API);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      List<TimedCall> made = calls.stream().filter(call -> call.isMadeIn(name)).toList();
      if (made.isEmpty() || (access & Opcodes.ACC_STATIC) != 0) {
        return null;
      }
      return new MethodVisitor(OpenedClassReader.ASM_API) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String ofMethod, boolean isInterface) {
          TimedCall call = match(made, owner, method);
          if (call != null) {
            found.add(call);
          }
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
          locals.put(name + descriptor, maxLocals);
        }
      };
    }
  }

  /** Calls the bridge before and after. */
  private final class Timing extends MethodVisitor {
    private final List<TimedCall> made;
    private final int free;

    Timing(MethodVisitor next, List<TimedCall> made, int free) {
      super(OpenedClassReader.ASM_API, next);
      this.made = made;
      this.free = free;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String method, String descriptor, boolean isInterface) {
      TimedCall call = opcode == Opcodes.INVOKESTATIC ? null : match(made, owner, method);
      if (call == null) {
        super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
        return;
      }
      if (call.ofReceiver()) {
        keepReceiver(Type.getArgumentTypes(descriptor));
      }
      tell(call, " begins");
      super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
      tell(call, " ends");
    }

    /** The object that is called lies below its arguments: those are put aside for a moment. */
    private void keepReceiver(Type[] arguments) {
      int[] places = new int[arguments.length];
      int next = free + 1;
      for (int i = 0; i < arguments.length; i++) {
        places[i] = next;
        next += arguments[i].getSize();
      }
      for (int i = arguments.length - 1; i >= 0; i--) {
        visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), places[i]);
      }
      visitInsn(Opcodes.DUP);
      visitVarInsn(Opcodes.ASTORE, free);
      for (int i = 0; i < arguments.length; i++) {
        visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), places[i]);
      }
    }

    private void tell(TimedCall call, String when) {
      visitLdcInsn(call.what() + when);
      visitLdcInsn(Type.getObjectType(type));
      visitVarInsn(Opcodes.ALOAD, 0);
      if (call.ofReceiver()) {
        visitVarInsn(Opcodes.ALOAD, free);
      } else {
        visitInsn(Opcodes.ACONST_NULL);
      }
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, "call", BRIDGE_CALL, false);
      visitInsn(Opcodes.POP);
    }
  }
}
