package io.stepscope.viewer.run;

import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalReader;
import java.io.IOException;

/**
 * Everything that is shown of one run.
 *
 * @param summary how it stands
 * @param ranks number of processes that recorded
 * @param digest its events
 * @param damagedBytes what was passed over in the journals because it was damaged
 */
public record RunDetails(RunSummary summary, int ranks, RunDigest digest, long damagedBytes) {

  /**
   * Reads all journals of a run, one after the other.
   *
   * @throws IOException if a journal cannot be read
   */
  public static RunDetails read(RunFolder folder, RunCatalog catalog, HistogramChoice histograms)
      throws IOException {
    RunDigest digest = new RunDigest(histograms);
    long damaged = 0;
    for (int rank : folder.ranks()) {
      try (JournalReader reader = JournalReader.open(folder.journal(rank))) {
        reader.readAll(digest);
        damaged += reader.damagedBytes();
      }
    }
    return new RunDetails(catalog.summary(folder), folder.ranks().size(), digest, damaged);
  }
}
