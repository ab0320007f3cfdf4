/**
 * The {@code mlflow} tracker: runs on an MLflow tracking server, over its REST API and its proxy
 * for artifacts, of versions 2.12 to 3.x.
 *
 * <p>What is sent depends on the events and the checkpoint alone, never on the clock or on how
 * events are cut into batches, so that sending again gives the same metrics, tags and files under
 * the same names, and the server keeps them once.
 *
 * @see <a href="https://mlflow.org/docs/latest/api_reference/rest-api.html">MLflow's REST API</a>
 */
@NullMarked
package io.stepscope.tracker.mlflow;

import org.jspecify.annotations.NullMarked;
