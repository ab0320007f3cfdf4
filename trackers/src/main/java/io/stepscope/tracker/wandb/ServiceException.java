package io.stepscope.tracker.wandb;

import io.stepscope.tracker.DeliveryResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The service did not take something; says what to do about it. */
final class ServiceException extends IOException {
  private static final long serialVersionUID = 1;

  /** What became of it. */
  enum Kind {
    /** It will not be taken as configured. */
    REFUSED,
    /** It will never be taken as it is: the service says that this very thing is wrong. */
    WRONG,
    /** It will not be taken as it is; a part of it may be. */
    TOO_LARGE,
    /** An error of GraphQL, which may be one of the service or of what was asked. */
    ERROR,
    /** It was not taken, but may be later. */
    NOT_TAKEN,
    /** It may have been taken or not. */
    UNKNOWN
  }

  private final Kind kind;
  private final Duration after;

  private ServiceException(String message, Kind kind, Duration after, @Nullable Exception cause) {
    super(message, cause);
    this.kind = kind;
    this.after = after;
  }

  static ServiceException refused(String reason) {
    return new ServiceException(reason, Kind.REFUSED, Duration.ZERO, null);
  }

  static ServiceException wrong(String reason) {
    return new ServiceException(reason, Kind.WRONG, Duration.ZERO, null);
  }

  static ServiceException tooLarge(String reason) {
    return new ServiceException(reason, Kind.TOO_LARGE, Duration.ZERO, null);
  }

  static ServiceException notTaken(String reason, Duration after) {
    return new ServiceException(reason, Kind.NOT_TAKEN, after, null);
  }

  /** GraphQL answered with an error: nothing was taken. */
  static ServiceException error(String reason) {
    return new ServiceException(reason, Kind.ERROR, Duration.ZERO, null);
  }

  /** The service answered that something went wrong there. */
  static ServiceException failed(String reason, Duration after) {
    return new ServiceException(reason, Kind.UNKNOWN, after, null);
  }

  /** There was no answer, or none that can be understood. */
  static ServiceException lost(String reason, Exception cause) {
    Kind kind = isUnreachable(cause) ? Kind.NOT_TAKEN : Kind.UNKNOWN;
    return new ServiceException(reason, kind, Duration.ZERO, cause);
  }

  Kind kind() {
    return kind;
  }

  /**
   * Whether one thing that was sent is what is wrong, so that nothing else is held up by it.
   *
   * @param names what the service may call it by
   */
  boolean blames(String... names) {
    String said = String.valueOf(getMessage());
    boolean named = Stream.of(names).anyMatch(name -> !name.isBlank() && said.contains(name));
    return kind == Kind.WRONG || kind == Kind.TOO_LARGE || (kind == Kind.ERROR && named);
  }

  /** Whether there is no way to the service. */
  boolean isUnreachable() {
    return isUnreachable(getCause());
  }

  private static boolean isUnreachable(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ConnectException
          || at instanceof UnknownHostException
          || at instanceof NoRouteToHostException
          || at instanceof UnresolvedAddressException
          || at instanceof HttpConnectTimeoutException) {
        return true;
      }
    }
    return false;
  }

  DeliveryResult result() {
    String reason = String.valueOf(getMessage());
    return switch (kind) {
      case REFUSED, WRONG -> new DeliveryResult.Refused(reason);
      case TOO_LARGE -> new DeliveryResult.Rejected(reason);
      case ERROR, NOT_TAKEN, UNKNOWN -> new DeliveryResult.Retry(reason, after);
    };
  }
}
