package io.stepscope.coordinates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://user:token@host/x.git, https://host/x.git",
    "https://token@host/x.git, https://host/x.git",
    "https://user:to/k@en@host/x.git, https://host/x.git",
    "https://host/x.git, https://host/x.git",
    "https://host:8443/x@y.git, https://host:8443/x@y.git",
    "https://host/x.git?token=abc, https://host/x.git?token=***",
    "ssh://git@host:22/x.git, ssh://git@host:22/x.git",
    "ssh://somebody:planted@host/x, ssh://host/x",
    "git@host:org/x.git, git@host:org/x.git",
    "somebody@host:org/x.git, host:org/x.git",
    "host:org/x.git, host:org/x.git",
    "/srv/git/a@b/x.git, /srv/git/a@b/x.git",
    "../x.git, ../x.git",
    "file:///srv/x.git, file:///srv/x.git"
  })
  void losesUserAndPassword(String address, String shown) {
    assertThat(RemoteAddress.withoutCredentials(address)).isEqualTo(shown);
  }
}
