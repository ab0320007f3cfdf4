package io.stepscope.tracker.wandb;

import io.stepscope.http.ClockSkew;
import io.stepscope.http.HttpSender;
import io.stepscope.http.ServerTrust;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.FolderCheck;
import io.stepscope.tracker.wandb.WandbSettings.Mode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says which way a run would go to W&amp;B, and whether it could; changes nothing there. */
final class WandbDiagnosis {
  private static final String OFFLINE_FIX =
      "or set wandb.mode=offline, and upload later with wandb sync";

  private final WandbSettings settings;
  private final Clock clock;

  WandbDiagnosis(WandbSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  void run(Consumer<Finding> findings) {
    if (settings.mode() == Mode.OFFLINE) {
      findings.accept(Finding.ok("way", "writes a file for wandb sync, as wandb.mode says"));
      findings.accept(FolderCheck.of(settings.folder()));
      return;
    }
    if (settings.apiKey() == null) {
      findings.accept(instead(findings, "no API key", "set WANDB_API_KEY or wandb.api_key"));
      return;
    }
    try {
      new Service(settings).check();
      findings.accept(
          Finding.ok("service", settings.baseUrl() + " is there and takes the API key"));
      Finding skew = clockSkew();
      if (skew != null) {
        findings.accept(skew);
      }
    } catch (ServiceException e) {
      String why = String.valueOf(e.getMessage());
      findings.accept(
          e.isUnreachable()
              ? instead(findings, why, "check the network and wandb.base_url")
              : Finding.problem("service", why, "correct what it says, " + OFFLINE_FIX));
    }
  }

  /** What becomes of runs that cannot be sent. */
  private Finding instead(Consumer<Finding> findings, String why, String fix) {
    if (settings.mode() == Mode.ONLINE) {
      return Finding.problem("service", why, fix + ", " + OFFLINE_FIX);
    }
    findings.accept(FolderCheck.of(settings.folder()));
    return Finding.warning(
        "service", why + ": runs will be written as files for wandb sync", fix + " to send them");
  }

  private @Nullable Finding clockSkew() {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/")).build();
      return ClockSkew.of(
          new HttpSender(ServerTrust.usual()).send(request, settings.timeout()), clock);
    } catch (IOException e) {
      return null; // the service was there a moment ago; its clock is not worth a complaint
    }
  }
}
