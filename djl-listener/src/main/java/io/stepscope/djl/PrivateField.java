package io.stepscope.djl;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Fields of DJL's classes that DJL itself gives no access to. */
final class PrivateField {

  private PrivateField() {}

  /** Value of a field; null when there is no such field or Java refuses the access. */
  static @Nullable Object read(@Nullable Object owner, String name) {
    return owner == null ? null : read(owner.getClass(), owner, name);
  }

  /** Value of a static field; null when there is no such field or Java refuses the access. */
  static @Nullable Object readStatic(Class<?> type, String name) {
    return read(type, null, name);
  }

  /** Sets a field; false when there is none that may change, or Java refuses the access. */
  static boolean write(Object owner, String name, @Nullable Object value) {
    Field field = find(owner.getClass(), name);
    if (field == null || Modifier.isFinal(field.getModifiers())) {
      return false;
    }
    try {
      field.set(owner, value);
      return true;
    } catch (IllegalAccessException | IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable Object read(Class<?> type, @Nullable Object owner, String name) {
    Field field = find(type, name);
    if (field == null || Modifier.isStatic(field.getModifiers()) != (owner == null)) {
      return null;
    }
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      return null;
    }
  }

  /** The field itself, for reading it often; null when Java refuses the access. */
  static @Nullable Field find(Class<?> type, String name) {
    Class<?> in = type;
    while (in != null) {
      try {
        Field field = in.getDeclaredField(name);
        field.setAccessible(true);
        return field;
      } catch (NoSuchFieldException e) {
        in = in.getSuperclass();
      } catch (RuntimeException e) {
        return null; // A module that is not open.
      }
    }
    return null;
  }
}
