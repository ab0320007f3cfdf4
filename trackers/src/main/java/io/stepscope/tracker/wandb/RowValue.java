package io.stepscope.tracker.wandb;

import java.util.List;

/** What a row of history holds under one key. */
sealed interface RowValue {

  /** A number; a later one replaces it. */
  record Point(String json) implements RowValue {}

  /** Something that is one thing by itself. */
  record Whole(String json) implements RowValue {}

  /** Pictures, which are shown side by side. */
  record Pictures(List<ImageFile> files) implements RowValue {
    public Pictures {
      files = List.copyOf(files);
    }
  }

  /** Texts, which are shown one below the other. */
  record Texts(String text) implements RowValue {}
}
