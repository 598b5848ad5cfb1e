using System.Text.Json;

namespace DigitEngine.Persistence;

/// <summary>A layer of TensorFlow.js' layers format, which is Keras 2's.</summary>
/// <param name="Class">Such as <c>Conv2D</c>.</param>
/// <param name="Name">The name, which is also in front of its weights' names.</param>
/// <param name="Inputs">The layers whose results it takes.</param>
/// <param name="WriteConfiguration">Writes the members of its <c>config</c> besides the name.</param>
internal sealed record TensorFlowJsLayer(
    string Class, string Name, IReadOnlyList<string> Inputs, Action<Utf8JsonWriter> WriteConfiguration);
