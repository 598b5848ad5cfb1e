using DigitEngine.Persistence;

namespace MlNetDigits.WebApi.Answers;

/// <summary>What is known about the model, and what the service takes.</summary>
/// <param name="Version">The version of the service.</param>
/// <param name="Labels">The classes: element d belongs to <c>score[d]</c>.</param>
/// <param name="Architecture">The network's layers.</param>
/// <param name="ParameterCount">How many numbers the network consists of.</param>
/// <param name="CreatedBy">The program that made the model.</param>
/// <param name="Preprocessing">What the network takes.</param>
/// <param name="Training">How it was trained, where that is known.</param>
/// <param name="Metrics">How good it is on images that had no part in training, where that was measured.</param>
/// <param name="Calibration">How its outputs are to be read, where that was fitted.</param>
/// <param name="Card">The model card, Markdown for people.</param>
/// <param name="ReloadProblem">Why what is in the model file now is not in use; absent when it is.</param>
/// <param name="Limits">How much the service takes.</param>
internal sealed record ModelAnswer(
    string Version,
    IReadOnlyList<string> Labels,
    string Architecture,
    long ParameterCount,
    string CreatedBy,
    ModelPreprocessing Preprocessing,
    ModelTraining? Training,
    ModelMetrics? Metrics,
    ModelCalibration? Calibration,
    string Card,
    string? ReloadProblem,
    LimitsAnswer Limits);
