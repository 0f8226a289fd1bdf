// FANN's part of fann_peer.py: its structs, and the loop over steps, which Python would slow down.

#include <fann.h>
#include <string.h>

const char *version(void) { return FANN_VERSION; }

// A fully connected network whose layer i, counted from 0 behind the inputs, is logistic where
// `is_logistic[i]` and linear elsewhere, trained by plain gradient descent on whole batches.
struct fann *make_network(unsigned layer_count, const unsigned *units, const int *is_logistic,
                          float rate) {
  struct fann *network = fann_create_standard_array(layer_count, units);
  for (unsigned layer = 1; layer < layer_count; layer++) {
    int logistic = is_logistic[layer - 1];
    fann_set_activation_function_layer(network, logistic ? FANN_SIGMOID : FANN_LINEAR, layer);
    // FANN's sigmoid is 1 / (1 + exp(-2·steepness·x)).
    fann_set_activation_steepness_layer(network, logistic ? 0.5f : 1.0f, layer);
  }
  fann_set_training_algorithm(network, FANN_TRAIN_BATCH);
  fann_set_train_error_function(network, FANN_ERRORFUNC_LINEAR);
  fann_set_learning_rate(network, rate);
  return network;
}

// Copies row-major inputs and targets.
struct fann_train_data *make_batch(unsigned samples, unsigned input_count, unsigned output_count,
                                   const float *inputs, const float *targets) {
  struct fann_train_data *batch = fann_create_train(samples, input_count, output_count);
  for (unsigned i = 0; i < samples; i++) {
    memcpy(batch->input[i], inputs + i * input_count, input_count * sizeof *inputs);
    memcpy(batch->output[i], targets + i * output_count, output_count * sizeof *targets);
  }
  return batch;
}

// Copies all weights in or out, neuron by neuron: a layer's inputs, then its bias.
void set_weights(struct fann *network, const float *weights) {
  memcpy(network->weights, weights, network->total_connections * sizeof *weights);
}

void get_weights(const struct fann *network, float *weights) {
  memcpy(weights, network->weights, network->total_connections * sizeof *weights);
}

// Trains on the batches in turn; each step's loss goes to `losses`, unless that is NULL.
void train(struct fann *network, struct fann_train_data *const *batches, unsigned batch_count,
           unsigned steps, float *losses) {
  unsigned batch = 0;
  for (unsigned step = 0; step < steps; step++) {
    float loss = fann_train_epoch(network, batches[batch]);
    if (losses) losses[step] = loss;
    batch = batch + 1 == batch_count ? 0 : batch + 1;
  }
}
