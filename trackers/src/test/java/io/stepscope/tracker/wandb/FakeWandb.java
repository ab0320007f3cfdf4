package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeRequest;
import io.stepscope.tracker.fakes.FakeService;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * W&amp;B's service as far as its public clients show it: GraphQL, the file stream, and a store to
 * upload to. Refuses what that refuses, and what its clients never send: gaps in files, steps that
 * do not rise, values that refer to files that are not there, keys at the store.
 */
final class FakeWandb implements FakeService {
  static final String KEY = "0123456789abcdef0123456789abcdef01234567";
  static final String ENTITY = "acme";

  private static final String VIEWER =
      "{\"viewer\":{\"id\":\"u1\",\"entity\":\"acme\",\"username\":\"ann\",\"teams\":{\"edges\":[]}},"
          + "\"serverInfo\":{\"cliVersionInfo\":{\"max_cli_version\":\"9.9.9\"}}}";

  /** What W&B's older clients ask before all else. */
  private static final String CAPABILITIES =
      "{\"QueryType\":{\"fields\":[{\"name\":\"serverInfo\"}]},"
          + "\"MutationType\":{\"fields\":[{\"name\":\"createRunFiles\"}]},"
          + "\"ServerInfoType\":{\"fields\":[{\"name\":\"cliVersionInfo\"}]}}";

  /** No feature that a server may have. */
  private static final String FEATURES = "{\"serverInfo\":{\"features\":[]}}";

  private static final String AUTHORIZATION =
      "Basic "
          + Base64.getEncoder().encodeToString(("api:" + KEY).getBytes(StandardCharsets.UTF_8));

  final Map<String, FakeRun> runs = new LinkedHashMap<>();
  final List<String> alerts = new ArrayList<>();
  final Map<String, FakeArtifact> artifacts = new LinkedHashMap<>();
  final List<String> refusals = new ArrayList<>();
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private final Supplier<URI> address;
  boolean ours = true;

  /** As servers before the service have such limits. */
  int mostBytes = 10 << 20;

  int tooLarge;

  /** What is to be done with a file that was announced. */
  private interface Upload {
    void take(byte[] content);
  }

  /**
   * @param address where this service is reached
   */
  FakeWandb(Supplier<URI> address) {
    this.address = address;
  }

  FakeRun run(String name) {
    FakeRun run = runs.get(name);
    if (run == null) {
      throw new AssertionError("no run " + name + " among " + runs.keySet());
    }
    return run;
  }

  @Override
  public FakeAnswer answer(FakeRequest request) {
    try {
      if (request.body().length > mostBytes) {
        tooLarge++;
        return FakeAnswer.html(413, "Request Entity Too Large");
      }
      if (request.path().startsWith("/store/")) {
        return store(request);
      }
      if (!AUTHORIZATION.equals(request.header("authorization"))) {
        return expired(request);
      }
      if (!"POST".equals(request.method())
          || !"application/json".equals(request.header("content-type"))) {
        throw new RefusedException("POST of application/json wanted");
      }
      JsonValue body = JsonValue.parse(request.body());
      if (request.path().equals("/graphql")) {
        return FakeAnswer.json(200, "{\"data\":" + new GraphQl(body).answer() + '}');
      }
      return stream(request, body);
    } catch (RefusedException | IOException e) {
      refusals.add(request + ": " + e.getMessage());
      // As careless proxies do, it says back what it got.
      String said =
          Json.text(e.getMessage() + " (" + request.header("authorization") + ' ' + KEY + ')');
      return FakeAnswer.json(400, "{\"error\":" + said + '}');
    }
  }

  @Override
  public FakeAnswer expired(FakeRequest request) {
    return FakeAnswer.json(401, "{\"error\":\"user is not logged in " + KEY + "\"}");
  }

  /** The first half of the lines of a run; all else fails as a whole. */
  @Override
  public FakeAnswer answerPartly(FakeRequest request) {
    String[] path = request.path().split("/");
    boolean stream = path.length == 6 && path[5].equals("file_stream");
    FakeRun run = stream ? runs.get(path[4]) : null;
    if (run != null && AUTHORIZATION.equals(request.header("authorization"))) {
      try {
        run.streamPartly(JsonValue.parse(request.body()));
      } catch (RefusedException | IOException e) {
        refusals.add(request + ": " + e.getMessage());
      }
    }
    return FakeAnswer.html(500, "Internal Server Error");
  }

  private FakeAnswer store(FakeRequest request) throws RefusedException {
    if (request.header("authorization") != null) {
      throw new RefusedException("a key at the store");
    }
    Upload upload = uploads.get(request.path());
    if (upload == null || !request.method().equals("PUT")) {
      throw new RefusedException("nothing is expected there");
    }
    if (!"yes".equals(request.header("x-from-wandb"))) {
      throw new RefusedException("without the headers that were given");
    }
    upload.take(request.body());
    return FakeAnswer.text(200, "");
  }

  private FakeAnswer stream(FakeRequest request, JsonValue body) throws RefusedException {
    String[] path = request.path().split("/");
    if (path.length != 6 || !path[1].equals("files") || !path[5].equals("file_stream")) {
      return FakeAnswer.json(404, "{\"error\":\"no such place\"}");
    }
    FakeRun run = runs.get(path[4]);
    if (run == null || !path[2].equals(ENTITY) || !path[3].equals(run.project)) {
      return FakeAnswer.json(404, "{\"error\":\"no such run\"}");
    }
    run.stream(body);
    return FakeAnswer.json(200, "{\"exitcode\":null,\"limits\":{}}");
  }

  /** An address at which one file is expected. */
  private String expect(String name, Upload upload) {
    String path = "/store/" + uploads.size() + "-" + name.replaceAll("[^A-Za-z0-9.]", "_");
    uploads.put(path, upload);
    return Json.text(address.get() + path + "?signature=secret");
  }

  /** One question. */
  private final class GraphQl {
    private final String operation;
    private final JsonValue variables;

    /** W&B's older clients name no operation and declare what they do not use. */
    private final boolean older;

    GraphQl(JsonValue body) throws RefusedException {
      String query = body.get("query").text();
      JsonValue given = body.get("variables");
      boolean one = given.names().equals(Set.of("input"));
      variables = one ? given.get("input") : given;
      older = body.get("operationName").isMissing();
      operation = older ? query.strip().split("[ ({\n]+", 3)[1] : body.get("operationName").text();
      if (!query.contains(operation)) {
        throw new RefusedException("no operation " + operation);
      }
      for (String name : given.names()) {
        if (!older && !query.contains('$' + name + ':')) {
          throw new RefusedException("variable " + name + " is not declared");
        }
      }
    }

    String answer() throws RefusedException, IOException {
      return switch (operation) {
        case "Viewer" -> VIEWER;
        case "ProbeServerCapabilities" -> CAPABILITIES;
        case "ServerFeaturesQuery" -> FEATURES;
        case "RunResumeStatus" -> resumeStatus();
        case "UpsertBucket" -> upsert();
        case "CreateRunFiles" -> runFiles();
        case "NotifyScriptableRunAlert" -> alert();
        case "CreateArtifact" -> artifact();
        case "CreateArtifactManifest" -> manifest();
        case "CreateArtifactFiles" -> artifactFiles();
        case "CommitArtifact" -> commit();
        default -> {
          if (older && operation.startsWith("Probe")) {
            yield "{}";
          }
          throw new RefusedException("no operation " + operation);
        }
      };
    }

    private String wanted(String name) throws RefusedException {
      JsonValue value = variables.get(name);
      if (!value.isText()) {
        throw new RefusedException("variable " + name + " is missing");
      }
      return value.text();
    }

    private String resumeStatus() throws RefusedException {
      FakeRun run = runs.get(wanted("name"));
      return "{\"model\":{\"bucket\":" + (run == null ? "null" : run.status()) + "}}";
    }

    private String upsert() throws RefusedException, IOException {
      String name = wanted("name");
      FakeRun run = runs.get(name);
      boolean inserted = run == null;
      if (run == null) {
        run = new FakeRun(variables.get("project").text("uncategorized"), ours);
        runs.put(name, run);
      }
      String id = variables.get("id").text(run.id);
      if (!id.equals(run.id)) {
        throw new RefusedException("the run is " + run.id + ", not " + id);
      }
      run.upsert(variables);
      return "{\"upsertBucket\":{\"inserted\":"
          + inserted
          + ",\"bucket\":{\"id\":"
          + Json.text(run.id)
          + ",\"name\":"
          + Json.text(name)
          + ",\"project\":{\"name\":"
          + Json.text(run.project)
          + ",\"entity\":{\"name\":\"acme\"}}}}}";
    }

    private FakeRun ofVariables(String runVariable) throws RefusedException {
      FakeRun run = runs.get(wanted(runVariable));
      boolean files = runVariable.equals("run");
      String entity = wanted(files ? "entity" : "entityName");
      // W&B's own client names none for artifacts of a file that names none.
      boolean known = entity.equals(ENTITY) || (entity.isEmpty() && !ours);
      if (run == null || !known || !wanted(files ? "project" : "projectName").equals(run.project)) {
        throw new RefusedException("no such run");
      }
      return run;
    }

    private String runFiles() throws RefusedException {
      FakeRun run = ofVariables("run");
      List<String> files = new ArrayList<>();
      for (JsonValue file : variables.get("files").items()) {
        String name = file.text();
        if (name.startsWith("/") || name.contains("..") || name.contains("//")) {
          throw new RefusedException("file name " + name);
        }
        String url = expect(name, content -> run.files.put(name, content));
        files.add("{\"name\":" + Json.text(name) + ",\"uploadUrl\":" + url + '}');
      }
      return "{\"createRunFiles\":{\"runID\":\"r\",\"uploadHeaders\":[\"X-From-Wandb:yes\"],\"files\":["
          + String.join(",", files)
          + "]}}";
    }

    private String alert() throws RefusedException {
      ofVariables("runName");
      alerts.add(wanted("severity") + ' ' + wanted("title") + ' ' + wanted("text"));
      return "{\"notifyScriptableRunAlert\":{\"success\":true}}";
    }

    private String artifact() throws RefusedException {
      ofVariables("runName");
      List<JsonValue> names = variables.get("artifactCollectionNames").items();
      String collection = names.isEmpty() ? wanted("artifactCollectionName") : names.get(0).text();
      if (!collection.matches("[A-Za-z0-9_.-]+")) {
        throw new RefusedException("artifact name " + collection);
      }
      String digest = wanted("digest");
      wanted("sequenceClientID");
      String key = collection + ' ' + digest;
      FakeArtifact artifact = artifacts.get(key);
      if (artifact == null) {
        artifact = new FakeArtifact("a" + artifacts.size(), wanted("artifactTypeName"), digest);
        artifacts.put(key, artifact);
      }
      wanted("clientID");
      return "{\"createArtifact\":{\"artifact\":{\"id\":"
          + Json.text(artifact.id)
          + ",\"state\":"
          + (artifact.committed ? "\"COMMITTED\"" : "\"PENDING\"")
          + ",\"artifactSequence\":{\"latestArtifact\":null}}}}";
    }

    private FakeArtifact known(String id) throws RefusedException {
      for (FakeArtifact artifact : artifacts.values()) {
        if (artifact.id.equals(id)) {
          return artifact;
        }
      }
      throw new RefusedException("no artifact " + id);
    }

    private String manifest() throws RefusedException {
      ofVariables("runName");
      FakeArtifact artifact = known(wanted("artifactID"));
      String digest = wanted("digest");
      boolean upload = variables.get("includeUpload").isTrue();
      if (!wanted("name").equals("wandb_manifest.json")
          || !wanted(older ? "type" : "manifestType").equals("FULL")) {
        throw new RefusedException("manifest");
      }
      String file =
          upload
              ? "{\"uploadUrl\":"
                  + expect("manifest", content -> artifact.manifest(content, digest))
                  + ",\"uploadHeaders\":[\"X-From-Wandb:yes\"]}"
              : "null";
      return "{\"createArtifactManifest\":{\"artifactManifest\":{\"id\":\"m"
          + artifact.id
          + "\",\"file\":"
          + file
          + "}}}";
    }

    private String artifactFiles() throws RefusedException {
      List<String> edges = new ArrayList<>();
      for (JsonValue spec : variables.get("artifactFiles").items()) {
        FakeArtifact artifact = known(spec.get("artifactID").text());
        if (!spec.get("artifactManifestID").text().equals("m" + artifact.id)) {
          throw new RefusedException("another manifest");
        }
        String name = spec.get("name").text();
        String md5 = spec.get("md5").text();
        String url =
            artifact.files.containsKey(name)
                ? "null"
                : expect(name, content -> artifact.file(name, content, md5));
        edges.add(
            "{\"node\":{\"displayName\":"
                + Json.text(name)
                + ",\"uploadUrl\":"
                + url
                + ",\"uploadHeaders\":[\"X-From-Wandb:yes\"],\"artifact\":{\"id\":"
                + Json.text(artifact.id)
                + "}}}");
      }
      return "{\"createArtifactFiles\":{\"files\":{\"edges\":[" + String.join(",", edges) + "]}}}";
    }

    private String commit() throws RefusedException {
      FakeArtifact artifact = known(wanted("artifactID"));
      artifact.commit();
      return "{\"commitArtifact\":{\"artifact\":{\"id\":" + Json.text(artifact.id) + "}}}";
    }
  }
}
