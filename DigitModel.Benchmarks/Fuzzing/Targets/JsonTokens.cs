namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Damages JSON by its words: values of other kinds, members twice or nowhere, brackets, broken characters.</summary>
internal static class JsonTokens
{
    public static TokenMutations Words { get; } = new(
        ",:{}[]\n ", "null", "true", "0", "1", "-1", "10", "0.5", "1e999", "-0", "2147483648", "9223372036854775807",
        "9223372036854775808", "1e18", "4e9", "0.1", "NaN", "\"\"", "\"a\\nb\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"",
        "[]", "{}", "[[[[[[[[[[[[[[[[[[[[", "{\"a\":{}}", "\"count\"", "\"formatVersion\"", "/*", "//", "\\", "{", "[");
}
