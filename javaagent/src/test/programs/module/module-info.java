/** Trains with DJL, which is an automatic module, and names those of its needs that are not. */
module com.acme.training {
  requires ai.djl.api;
  requires com.google.gson;
  requires org.slf4j;
}
