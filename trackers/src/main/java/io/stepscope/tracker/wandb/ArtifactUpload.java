package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a version of an artifact: announces it, uploads its file and its manifest, and commits it.
 * The service knows by digest and client id what it has, so that doing it again does no harm.
 *
 * @see <a href="https://github.com/wandb/wandb/tree/main/core/pkg/artifacts">How W&amp;B's client
 *     does it</a>
 */
final class ArtifactUpload {
  /** From this size on the service wants several parts, which are not implemented. */
  static final long LARGEST = 2L << 30;

  private static final String MANIFEST = "wandb_manifest.json";

  private final Service service;
  private final String entity;
  private final String project;
  private final String run;

  ArtifactUpload(Service service, String entity, String project, String run) {
    this.service = service;
    this.entity = entity;
    this.project = project;
    this.run = run;
  }

  /** Sends all; those that the service finds wrong are told to {@code outcome}. */
  void send(List<ArtifactVersion> artifacts, Outcome outcome) throws ServiceException {
    for (ArtifactVersion artifact : artifacts) {
      if (artifact.bytes() >= LARGEST) {
        outcome.reject(artifact.event(), "files of 2 GiB and more are not sent to W&B");
        continue;
      }
      try {
        send(artifact);
      } catch (ServiceException e) {
        if (!e.blames(artifact.path(), artifact.collection())) {
          throw e;
        }
        outcome.reject(artifact.event(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void send(ArtifactVersion artifact) throws ServiceException {
    JsonValue created = create(artifact);
    String id = created.get("id").text();
    if (id.isEmpty()) {
      throw strange("no id to", artifact);
    }
    if (created.get("state").text().equals("COMMITTED")) {
      return;
    }
    String base = created.at("artifactSequence", "latestArtifact", "id").text();
    String manifestId = manifest(id, base, "", false).get("id").text();
    String birth = file(artifact, id, manifestId);
    byte[] manifest = manifest(artifact, birth).getBytes(StandardCharsets.UTF_8);
    String digest = Base64.getEncoder().encodeToString(MediaFile.digest("MD5", manifest));
    JsonValue target = manifest(id, base, digest, true).get("file");
    service.upload(
        target.get("uploadUrl").text(),
        target.get("uploadHeaders").items(),
        BodyPublishers.ofByteArray(manifest));
    service.query(Documents.COMMIT, new Variables().put("artifactID", id));
  }

  private static ServiceException strange(String what, ArtifactVersion artifact) {
    String reason = "W&B gives " + what + " artifact " + artifact.path();
    return ServiceException.notTaken(reason, Duration.ZERO);
  }

  private JsonValue create(ArtifactVersion artifact) throws ServiceException {
    Map<String, Object> alias = new LinkedHashMap<>();
    alias.put("artifactCollectionName", artifact.collection());
    alias.put("alias", "latest");
    Variables variables = names();
    variables.put("artifactTypeName", artifact.type());
    variables.put("artifactCollectionName", artifact.collection());
    variables.put("digest", artifact.digest());
    variables.put("aliases", List.of(alias));
    variables.put("clientID", artifact.clientId());
    variables.put("sequenceClientID", artifact.sequenceClientId());
    return service.query(Documents.ARTIFACT, variables).at("createArtifact", "artifact");
  }

  /** Asks for a manifest; the digest is empty while it is not known. */
  private JsonValue manifest(String artifact, String base, String digest, boolean upload)
      throws ServiceException {
    Variables variables = names();
    variables.put("artifactID", artifact);
    variables.given("baseArtifactID", base);
    variables.put("name", MANIFEST);
    variables.put("digest", digest);
    variables.put("manifestType", "FULL");
    variables.put("includeUpload", upload);
    return service
        .query(Documents.MANIFEST, variables)
        .at("createArtifactManifest", "artifactManifest");
  }

  /** Uploads the file unless the service has it; returns which artifact it first belonged to. */
  private String file(ArtifactVersion artifact, String id, String manifest)
      throws ServiceException {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("artifactID", id);
    spec.put("name", artifact.path());
    spec.put("md5", artifact.md5());
    spec.put("artifactManifestID", manifest);
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("artifactFiles", List.of(spec));
    input.put("storageLayout", "V2");
    List<JsonValue> edges =
        service
            .query(Documents.ARTIFACT_FILES, new Variables().put("input", input))
            .at("createArtifactFiles", "files", "edges")
            .items();
    if (edges.size() != 1) {
      throw strange("no place for", artifact);
    }
    JsonValue node = edges.get(0).get("node");
    String address = node.get("uploadUrl").text();
    if (!address.isEmpty()) {
      try {
        service.upload(
            address, node.get("uploadHeaders").items(), BodyPublishers.ofFile(artifact.file()));
      } catch (FileNotFoundException e) {
        throw ServiceException.wrong("the file of artifact " + artifact.path() + " is gone");
      }
    }
    return node.at("artifact", "id").text();
  }

  private static String manifest(ArtifactVersion artifact, String birth) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("digest", artifact.md5());
    entry.put("size", artifact.bytes());
    entry.put("birthArtifactID", birth);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("version", 1);
    manifest.put("storagePolicy", "wandb-storage-policy-v1");
    manifest.put("storagePolicyConfig", Map.of("storageLayout", "V2"));
    manifest.put("contents", Map.of(artifact.path(), entry));
    return Json.of(manifest);
  }

  private Variables names() {
    Variables names = new Variables();
    return names.put("entityName", entity).put("projectName", project).put("runName", run);
  }
}
