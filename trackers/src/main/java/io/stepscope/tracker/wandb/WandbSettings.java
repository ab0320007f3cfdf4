package io.stepscope.tracker.wandb;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one run is written or sent, and how it is called there. Empty texts stand for what W&amp;B
 * chooses.
 *
 * @param run id
 * @param artifacts folder of files by their SHA-256
 * @param mode online, offline, or whichever is possible
 * @param folder for offline runs
 * @param baseUrl of the service
 * @param givenAppUrl of its pages, if it is not the base without {@code api.}
 * @param apiKey null when there is none
 * @param timeout for an answer of the service
 * @param givenProject instead of the experiment
 * @param givenName instead of the run's
 * @param givenTags beside the run's
 */
record WandbSettings(
    String run,
    Path artifacts,
    Mode mode,
    Path folder,
    URI baseUrl,
    String givenAppUrl,
    @Nullable ApiKey apiKey,
    Duration timeout,
    String entity,
    String givenProject,
    String group,
    String jobType,
    String givenName,
    String notes,
    List<String> givenTags) {
  private static final int LONGEST_PROJECT = 128;

  /** Whether to send or to write. */
  enum Mode {
    ONLINE,
    OFFLINE,
    AUTO
  }

  WandbSettings {
    givenTags = List.copyOf(givenTags);
  }

  /**
   * Project of the run: as configured, or the experiment, without what W&amp;B refuses in names.
   */
  String project(RunFacts facts) {
    String name = givenProject.isEmpty() ? facts.experiment() : givenProject;
    String plain = name.replaceAll("[/\\\\#?%:]", "-");
    String cut = plain.substring(0, Math.min(LONGEST_PROJECT, plain.length()));
    return cut.isBlank() ? "uncategorized" : cut;
  }

  String name(RunFacts facts) {
    return givenName.isEmpty() ? facts.name() : givenName;
  }

  /** Where people look at the run. */
  String page(String entity, String project) {
    String app = givenAppUrl.isEmpty() ? baseUrl.toString().replace("//api.", "//") : givenAppUrl;
    return app + '/' + entity + '/' + project + "/runs/" + run;
  }

  List<String> tags(List<String> recorded) {
    List<String> all = new ArrayList<>(givenTags);
    recorded.stream().filter(tag -> !all.contains(tag)).forEach(all::add);
    return all;
  }
}
