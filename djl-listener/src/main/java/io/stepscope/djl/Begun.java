package io.stepscope.djl;

/** What began in a woven method and is told when that method ends. Does not throw. */
interface Begun {

  /** It is over, by a result or an exception; on the thread that it began on. */
  void ended();
}
