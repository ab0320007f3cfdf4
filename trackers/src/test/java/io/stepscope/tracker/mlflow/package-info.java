/** Tests of the MLflow tracker, against a server of their own that is as strict as the real one. */
@NullMarked
package io.stepscope.tracker.mlflow;

import org.jspecify.annotations.NullMarked;
