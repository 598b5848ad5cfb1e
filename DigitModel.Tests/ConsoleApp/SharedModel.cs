namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>Classes that share one trained model.</summary>
[CollectionDefinition(Name)]
public sealed class SharedModel : ICollectionFixture<ConsoleFixture>
{
    public const string Name = "console app";
}
