package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterServer;

/**
 * A parameter server that lets an observer see each parameter before and after its update. {@code
 * Trainer.step} comes down to one update of every parameter, so this is where a step happens.
 */
final class ObservedParameterServer implements ParameterServer {

  private ParameterServer server;
  private final UpdateObserver observer;

  ObservedParameterServer(ParameterServer server, UpdateObserver observer) {
    this.server = server;
    this.observer = observer;
  }

  /** The parameter server inside. */
  ParameterServer server() {
    return server;
  }

  /** Puts another one in its place. */
  void replace(ParameterServer other) {
    server = other;
  }

  @Override
  public void init(String parameterId, NDArray[] value) {
    server.init(parameterId, value);
  }

  @Override
  public void update(String parameterId, NDArray[] params) {
    observer.updating(parameterId, params);
    long began = System.nanoTime();
    try {
      server.update(parameterId, params);
    } catch (Throwable t) {
      observer.thrown(t);
      throw t;
    }
    observer.updated(parameterId, params, System.nanoTime() - began);
  }

  @Override
  public void update(String parameterId, NDArray[] grads, NDArray[] params) {
    observer.updating(parameterId, params);
    long began = System.nanoTime();
    try {
      server.update(parameterId, grads, params);
    } catch (Throwable t) {
      observer.thrown(t);
      throw t;
    }
    observer.updated(parameterId, params, System.nanoTime() - began);
  }

  @Override
  public void close() {
    server.close();
  }
}
