/** A loop that needs the smallest part of the JDK, and a library that Stepscope has, too. */
module com.acme.loop {
  requires net.bytebuddy;
}
