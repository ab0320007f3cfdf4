package io.stepscope.tracker.wandb;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.http.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A run that is sent to the service.
 *
 * <p>The position says how many lines the service has of each file, and what it calls the run;
 * summary and configuration, which are sent as a whole, are read back from it.
 */
final class OnlineRun implements Destination {
  private static final long SILENCE_NANOS = Duration.ofSeconds(25).toNanos();

  private final WandbSettings settings;
  private final Service service;
  private final AlertSender alertSender;
  private final Consumer<String> notices;
  private final FileStream stream;
  private final RunUploads uploads;
  private final ConfigTree config = new ConfigTree();
  private final List<ArtifactVersion> artifacts = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();
  private String id;
  private String entity;
  private String project;
  private RunState said = new RunState();
  private boolean changed;
  private long sentNanos = System.nanoTime();

  private OnlineRun(
      WandbSettings settings,
      Service service,
      AlertSender alertSender,
      Set<String> uploaded,
      Consumer<String> notices,
      String[] position) {
    this.settings = settings;
    this.service = service;
    this.alertSender = alertSender;
    this.notices = notices;
    uploads = new RunUploads(service, uploaded);
    stream =
        new FileStream(
            Long.parseLong(position[0]), Long.parseLong(position[1]), Long.parseLong(position[2]));
    id = position[3];
    entity = position[4];
    project = position[5];
  }

  /**
   * Goes on where a position says.
   *
   * @param uploaded what was uploaded already of the batch that comes
   * @throws ServiceException if the service has the run no more
   */
  static OnlineRun reopen(
      WandbSettings settings,
      Service service,
      AlertSender alertSender,
      Set<String> uploaded,
      RunState state,
      Consumer<String> notices)
      throws IOException {
    String text = state.position.isEmpty() ? "0\t0\t0\t\t\t" : state.position;
    String[] position = text.split("\t", -1);
    if (position.length != 6) {
      throw new UnusableCheckpointException("the checkpoint is damaged");
    }
    OnlineRun run = new OnlineRun(settings, service, alertSender, uploaded, notices, position);
    run.said = state;
    if (!run.id.isEmpty()) {
      run.readBack();
      run.stream.end(state.exitCode);
    }
    return run;
  }

  private void readBack() throws IOException {
    Variables variables = new Variables().put("project", project).put("entity", entity);
    variables.put("name", settings.run());
    JsonValue bucket = service.query(Documents.RUN, variables).at("model", "bucket");
    if (bucket.isMissing()) {
      throw ServiceException.refused(
          "the run is not in W&B any more; delete cursors/wandb in the run folder to send it anew");
    }
    stream.known(ExtendedJson.members(bucket.get("summaryMetrics").text("{}")));
    config.read(bucket.get("config").text("{}"));
  }

  @Override
  public void run(RunState state) {
    said = state;
    changed = true;
    stream.end(state.exitCode);
    // Without it the service takes the run for one that never began.
    config.set(List.of("_wandb", "t", "12"), Json.text("stepscope-" + state.facts.version()));
  }

  @Override
  public void config(List<String> path, String json) {
    config.set(path, json);
    changed = true;
  }

  @Override
  public void history(long step, Map<String, String> line) {
    stream.history(step, line);
  }

  @Override
  public void summary(Map<String, String> values, long runtimeSeconds) {
    stream.summary(values, runtimeSeconds);
  }

  @Override
  public void system(long timeMicros, long runtimeMicros, Map<String, String> values) {
    stream.system(timeMicros, runtimeMicros, values);
  }

  @Override
  public void console(ConsoleLine line) {
    stream.console(line);
  }

  @Override
  public void file(MediaFile file, byte[] content) {
    uploads.add(file.path(), content);
  }

  @Override
  public void alert(Alert alert) {
    alerts.add(alert);
  }

  @Override
  public void artifact(ArtifactVersion artifact) {
    artifacts.add(artifact);
  }

  @Override
  public void end(int exitCode, long runtimeSeconds) {
    stream.end(exitCode);
  }

  /** Everything that may be sent again goes first; what may not, when all else has arrived. */
  @Override
  public String commit(Outcome outcome) throws ServiceException {
    if (changed || id.isEmpty()) {
      upsert();
    }
    uploads.send(entity, project, settings.run(), stream, outcome);
    new ArtifactUpload(service, entity, project, settings.run()).send(artifacts, outcome);
    artifacts.clear();
    for (String body = stream.next(); !body.isEmpty(); body = stream.next()) {
      send(body, outcome);
    }
    Variables named = new Variables().put("entityName", entity).put("projectName", project);
    alertSender.send(alerts, named.put("runName", settings.run()), outcome);
    alerts.clear();
    List<Long> sent = stream.sent();
    return String.join(
        "\t",
        sent.get(0).toString(),
        sent.get(1).toString(),
        sent.get(2).toString(),
        id,
        entity,
        project);
  }

  private void send(String body, Outcome outcome) throws ServiceException {
    try {
      service.stream(entity, project, body);
      stream.taken();
      sentNanos = System.nanoTime();
    } catch (ServiceException e) {
      String reason = String.valueOf(e.getMessage());
      boolean goesOn =
          e.kind() == ServiceException.Kind.TOO_LARGE
              && stream.tooLarge(step -> leftOut(step, reason, outcome));
      if (!goesOn) {
        throw e;
      }
    }
  }

  private void leftOut(long step, String reason, Outcome outcome) {
    if (step < 0 || !outcome.rejectRow(step, reason)) {
      notices.accept((step < 0 ? "a line" : "step " + step) + " is left out: " + reason);
    }
  }

  private void upsert() throws ServiceException {
    RunFacts facts = said.facts;
    Variables variables = new Variables().given("id", id).put("name", settings.run());
    variables.put("project", project.isEmpty() ? settings.project(facts) : project);
    variables.given("entity", entity.isEmpty() ? settings.entity() : entity);
    variables.given("displayName", settings.name(facts)).given("groupName", settings.group());
    variables.given("jobType", settings.jobType()).given("notes", settings.notes());
    variables.put("tags", settings.tags(said.tags));
    variables.given("host", facts.host()).given("program", facts.program());
    variables.given("repo", facts.remote()).given("commit", facts.commit());
    variables.put("config", config.json());
    JsonValue bucket = service.query(Documents.UPSERT, variables).at("upsertBucket", "bucket");
    boolean first = id.isEmpty();
    id = bucket.get("id").text();
    project = bucket.at("project", "name").text(settings.project(facts));
    entity = bucket.at("project", "entity", "name").text(settings.entity());
    if (id.isEmpty() || entity.isEmpty()) {
      throw ServiceException.refused("W&B does not say what it calls the run");
    }
    changed = false;
    if (first) {
      notices.accept("sending to " + settings.page(entity, project));
    }
  }

  @Override
  public void keepAlive() {
    if (id.isEmpty() || System.nanoTime() - sentNanos < SILENCE_NANOS) {
      return;
    }
    sentNanos = System.nanoTime();
    try {
      service.stream(entity, project, "{}");
    } catch (ServiceException e) {
      return; // the next delivery finds out
    }
  }

  /** Nothing is sent when a process ends; what waits is in the checkpoint. */
  @Override
  public boolean endsAtClose() {
    return false;
  }

  @Override
  public void close() {}
}
