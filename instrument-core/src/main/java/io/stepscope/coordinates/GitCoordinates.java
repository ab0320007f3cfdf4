package io.stepscope.coordinates;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Which code ran, as far as git knows. */
final class GitCoordinates {

  /** Long enough to hash some 500 MB that were only touched. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private GitCoordinates() {}

  static void gather(Path folder, Facts facts) {
    try {
      GitRepository repository = GitRepository.find(folder);
      if (repository != null) {
        gather(repository, folder, facts);
      }
    } catch (IOException | RuntimeException e) {
      facts.put("git.problem", "cannot read the repository: " + e);
    }
  }

  private static void gather(GitRepository repository, Path folder, Facts facts)
      throws IOException {
    facts.put("git.commit", repository.commit());
    String branch = repository.branch();
    facts.put("git.branch", branch == null ? "detached" : branch);
    facts.put("git.remote", repository.remote());
    Path absolute = folder.toAbsolutePath().normalize();
    String path = repository.workTree().relativize(absolute).toString();
    facts.put("git.path", path.replace('\\', '/'));
    facts.put("git.state", state(repository).name().toLowerCase(Locale.ROOT));
  }

  private static GitDirty state(GitRepository repository) {
    try {
      return new GitWorkTree(repository, Deadline.in(PATIENCE)).dirty();
    } catch (IOException | RuntimeException e) {
      return GitDirty.UNKNOWN;
    }
  }
}
