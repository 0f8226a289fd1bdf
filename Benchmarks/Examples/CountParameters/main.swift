import KerasFormat
import Networks

// A model as Keras saves it, and why it has so many parameters.
let json = """
  {"class_name": "Sequential", "config": {"name": "linear", "layers": [
    {"class_name": "InputLayer", "config": {"name": "pixels", "batch_shape": [null, 784]}},
    {"class_name": "Dense", "config": {"name": "digits", "units": 10, "activation": "softmax"}}]}}
  """

let network = try ModelReader(json: json.utf8).network.resolved()
print(network.summary().text(SummaryOptions()))
print(network.explanation().text)
