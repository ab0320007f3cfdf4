package io.stepscope.agent;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/** Takes down every instruction of a method. */
final class CodeRecording extends MethodVisitor {

  private final CodePaths paths;
  private final CodePaths.Reader reader;

  CodeRecording(CodePaths paths, CodePaths.Reader reader) {
    super(OpenedClassReader.ASM_API);
    this.paths = paths;
    this.reader = reader;
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    paths.add(new CodePaths.Handler(start, end, handler));
  }

  @Override
  public void visitLabel(Label label) {
    paths.add(label);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    add(opcode, owner + "." + name, List.of());
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    add(opcode, "", List.of(label));
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
    add(Opcodes.TABLESWITCH, "", with(other, labels));
  }

  @Override
  public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
    add(Opcodes.LOOKUPSWITCH, "", with(other, labels));
  }

  @Override
  public void visitInsn(int opcode) {
    add(opcode, "", List.of());
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    add(opcode, "", List.of());
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    add(opcode, "", List.of());
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    add(opcode, "", List.of());
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    add(opcode, "", List.of());
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    add(Opcodes.INVOKEDYNAMIC, "", List.of());
  }

  @Override
  public void visitLdcInsn(Object value) {
    add(Opcodes.LDC, "", List.of());
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    add(Opcodes.IINC, "", List.of());
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    add(Opcodes.MULTIANEWARRAY, "", List.of());
  }

  private void add(int opcode, String detail, List<Label> targets) {
    paths.add(reader.index(), opcode, detail, targets);
  }

  private static List<Label> with(Label other, Label[] labels) {
    List<Label> all = new ArrayList<>(List.of(labels));
    all.add(other);
    return all;
  }
}
