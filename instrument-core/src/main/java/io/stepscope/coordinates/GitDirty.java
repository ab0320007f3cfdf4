package io.stepscope.coordinates;

/** Whether files that git knows differ from the commit that is checked out. */
enum GitDirty {
  CLEAN,
  DIRTY,
  /** It could not be told in time, or not without running git. */
  UNKNOWN
}
