package io.stepscope.tracker.wandb;

import io.stepscope.event.Alert;
import io.stepscope.event.Stamp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends alerts. The service cannot tell one that was sent twice, and people get a message for each,
 * so one whose answer was lost is not sent again; and when a batch is delivered again, those that
 * had been taken are passed over.
 */
final class AlertSender {
  private final Service service;
  private final Set<Stamp> taken = new HashSet<>();
  private final Set<Stamp> lost = new HashSet<>();

  AlertSender(Service service) {
    this.service = service;
  }

  /**
   * @throws ServiceException if one was not taken, and is not what is wrong
   */
  void send(List<Alert> alerts, Variables run, Outcome outcome) throws ServiceException {
    for (Alert alert : alerts) {
      if (!taken.contains(alert.stamp()) && !lost.contains(alert.stamp())) {
        send(alert, run, outcome);
      }
      if (lost.contains(alert.stamp())) {
        outcome.uncertain(alert);
      }
    }
  }

  private void send(Alert alert, Variables run, Outcome outcome) throws ServiceException {
    Variables variables = new Variables();
    run.values().forEach(variables::put);
    variables.put("title", alert.title()).put("text", alert.text());
    variables.put("severity", Records.level(alert));
    try {
      service.query(Documents.ALERT, variables);
      taken.add(alert.stamp());
    } catch (ServiceException e) {
      if (e.blames(alert.title())) {
        outcome.reject(alert, String.valueOf(e.getMessage()));
      } else if (e.kind() == ServiceException.Kind.UNKNOWN) {
        lost.add(alert.stamp());
      } else {
        throw e;
      }
    }
  }

  /** How many of the batch were taken. */
  int taken() {
    return taken.size();
  }

  /** A batch is accounted for and will not come again. */
  void forget() {
    taken.clear();
    lost.clear();
  }
}
