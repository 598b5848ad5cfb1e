using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using MlNetDigits.WebApi.Answers;
using MlNetDigits.WebApi.Requests;

namespace MlNetDigits.WebApi;

/// <summary>How answers become JSON: compiled code, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(PredictAnswer))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(ReadAnswer))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ExplorerAnswer))]
[JsonSerializable(typeof(ExplorerImages))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
