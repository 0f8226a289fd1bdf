print("gradmark")
