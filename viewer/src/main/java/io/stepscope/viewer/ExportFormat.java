package io.stepscope.viewer;

import io.stepscope.journal.JournalHandler;
import io.stepscope.json.EventCsv;
import io.stepscope.json.EventJson;
import io.stepscope.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The forms in which events are exported. */
enum ExportFormat {
  jsonl {
    @Override
    JournalHandler writer(OutputStream out) {
      JsonWriter json = new JsonWriter();
      EventJson events = new EventJson(json);
      return event -> {
        try {
          json.clear();
          events.write(event);
          json.drainTo(out);
          out.write('\n');
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    }
  },

  csv {
    @Override
    JournalHandler writer(OutputStream out) throws IOException {
      EventCsv csv = new EventCsv();
      StringBuilder line = new StringBuilder();
      out.write((EventCsv.HEADER + "\r\n").getBytes(StandardCharsets.UTF_8));
      return event -> {
        try {
          line.setLength(0);
          csv.write(event, line);
          out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    }
  };

  /** Writes each event as it comes, in UTF-8; holds none. */
  abstract JournalHandler writer(OutputStream out) throws IOException;
}
