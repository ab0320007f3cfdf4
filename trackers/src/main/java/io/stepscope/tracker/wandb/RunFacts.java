package io.stepscope.tracker.wandb;

/**
 * What W&amp;B says about a run as a whole.
 *
 * @param experiment named group of runs; W&amp;B's project unless one was configured
 * @param name how people call the run
 * @param host machine
 * @param program main class or jar
 * @param commit of the repository
 * @param remote address of the repository
 * @param version of Stepscope
 */
record RunFacts(
    String experiment,
    String name,
    String host,
    String program,
    String commit,
    String remote,
    String version) {
  static final RunFacts UNKNOWN = new RunFacts("", "", "", "", "", "", "");

  RunFacts started(String newExperiment, String newName, String newVersion) {
    return new RunFacts(newExperiment, newName, host, program, commit, remote, newVersion);
  }

  RunFacts onHost(String newHost) {
    return new RunFacts(experiment, name, newHost, program, commit, remote, version);
  }

  RunFacts ofProgram(String newProgram) {
    return new RunFacts(experiment, name, host, newProgram, commit, remote, version);
  }

  RunFacts ofCommit(String newCommit, String newRemote) {
    return new RunFacts(experiment, name, host, program, newCommit, newRemote, version);
  }
}
