package io.stepscope.tracker.wandb;

/**
 * What is asked of W&amp;B's GraphQL interface. Names and types are those of its schema.
 *
 * @see <a href="https://github.com/wandb/wandb/tree/main/core/api/graphql">What W&amp;B's client
 *     asks</a>
 */
final class Documents {
  static final String VIEWER = "query Viewer { viewer { id entity username } }";

  static final String RUN =
      """
      query RunResumeStatus($project: String, $entity: String, $name: String!) {
        model(name: $project, entityName: $entity) {
          bucket(name: $name, missingOk: true) { id historyLineCount summaryMetrics config }
        }
      }""";

  static final String UPSERT =
      """
      mutation UpsertBucket($id: String, $name: String, $project: String, $entity: String,
          $groupName: String, $displayName: String, $notes: String, $commit: String,
          $config: JSONString, $host: String, $program: String, $repo: String, $jobType: String,
          $tags: [String!]) {
        upsertBucket(input: {id: $id, name: $name, modelName: $project, entityName: $entity,
            groupName: $groupName, displayName: $displayName, notes: $notes, commit: $commit,
            config: $config, host: $host, jobProgram: $program, jobRepo: $repo, jobType: $jobType,
            tags: $tags}) {
          bucket { id name project { name entity { name } } }
          inserted
        }
      }""";

  static final String FILES =
      """
      mutation CreateRunFiles($entity: String!, $project: String!, $run: String!,
          $files: [String!]!) {
        createRunFiles(input: {entityName: $entity, projectName: $project, runName: $run,
            files: $files}) {
          uploadHeaders
          files { name uploadUrl }
        }
      }""";

  static final String ALERT =
      """
      mutation NotifyScriptableRunAlert($entityName: String!, $projectName: String!,
          $runName: String!, $title: String!, $text: String!, $severity: AlertSeverity) {
        notifyScriptableRunAlert(input: {entityName: $entityName, projectName: $projectName,
            runName: $runName, title: $title, text: $text, severity: $severity}) {
          success
        }
      }""";

  static final String ARTIFACT =
      """
      mutation CreateArtifact($entityName: String!, $projectName: String!,
          $artifactTypeName: String!, $artifactCollectionName: String!, $runName: String,
          $digest: String!, $aliases: [ArtifactAliasInput!], $clientID: ID!,
          $sequenceClientID: ID!) {
        createArtifact(input: {entityName: $entityName, projectName: $projectName,
            artifactTypeName: $artifactTypeName, artifactCollectionName: $artifactCollectionName,
            runName: $runName, digest: $digest, digestAlgorithm: MANIFEST_MD5, aliases: $aliases,
            enableDigestDeduplication: true, clientID: $clientID,
            sequenceClientID: $sequenceClientID}) {
          artifact { id state artifactSequence { latestArtifact { id } } }
        }
      }""";

  static final String MANIFEST =
      """
      mutation CreateArtifactManifest($artifactID: ID!, $baseArtifactID: ID, $name: String!,
          $digest: String!, $entityName: String!, $projectName: String!, $runName: String!,
          $manifestType: ArtifactManifestType!, $includeUpload: Boolean!) {
        createArtifactManifest(input: {artifactID: $artifactID, baseArtifactID: $baseArtifactID,
            name: $name, digest: $digest, entityName: $entityName, projectName: $projectName,
            runName: $runName, type: $manifestType}) {
          artifactManifest {
            id
            file {
              uploadUrl @include(if: $includeUpload)
              uploadHeaders @include(if: $includeUpload)
            }
          }
        }
      }""";

  static final String ARTIFACT_FILES =
      """
      mutation CreateArtifactFiles($input: CreateArtifactFilesInput!) {
        createArtifactFiles(input: $input) {
          files { edges { node { uploadUrl uploadHeaders artifact { id } } } }
        }
      }""";

  static final String COMMIT =
      """
      mutation CommitArtifact($artifactID: ID!) {
        commitArtifact(input: {artifactID: $artifactID}) { artifact { id } }
      }""";

  private Documents() {}
}
