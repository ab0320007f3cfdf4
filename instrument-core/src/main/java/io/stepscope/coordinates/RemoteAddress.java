package io.stepscope.coordinates;

import io.stepscope.redaction.Redaction;

/** Addresses of remotes as they may be stored. */
final class RemoteAddress {

  private RemoteAddress() {}

  /**
   * Removes user and password: {@code https://user:token@host/x} becomes {@code https://host/x}.
   * The user of {@code git@host:x} and {@code ssh://git@host/x} stays, for it is part of the
   * address.
   */
  static String withoutCredentials(String address) {
    int scheme = address.indexOf("://");
    int start = scheme < 0 ? 0 : scheme + 3;
    int at = scheme < 0 ? atOfShortForm(address) : atOfUrl(address, start);
    boolean secret = at >= start && !address.substring(start, at).equals("git");
    String bare = secret ? address.substring(0, start) + address.substring(at + 1) : address;
    return Redaction.withoutValues().text(bare);
  }

  /** {@code user@host:path}; anything else without a scheme is a path. */
  private static int atOfShortForm(String address) {
    int at = address.indexOf('@');
    int slash = address.indexOf('/');
    return address.indexOf(':', at) > at && (slash < 0 || slash > at) ? at : -1;
  }

  private static int atOfUrl(String address, int start) {
    int slash = address.indexOf('/', start);
    int end = slash < 0 ? address.length() : slash;
    int at = address.lastIndexOf('@', end);
    int colon = address.indexOf(':', start);
    boolean port = colon < end && address.substring(Math.max(colon, start), end).matches(":[0-9]*");
    // A password may hold a slash that nobody encoded.
    return at < start && colon >= 0 && colon < end && !port ? address.lastIndexOf('@') : at;
  }
}
