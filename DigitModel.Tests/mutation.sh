#!/usr/bin/env bash
# Mutation testing of the engine's folders Evaluation and Persistence with Stryker, in a copy of the sources: would a test notice
# if a comparison, a sign or a condition were another? Mutants elsewhere are switched off: in inner loops even those that are
# never active make the tests many times slower. The report goes to runs/mutation.
#
#   DigitModel.Tests/mutation.sh                                  both folders
#   DigitModel.Tests/mutation.sh Evaluation                       one of them
#   DigitModel.Tests/mutation.sh Evaluation/FisherExactTest.cs    some of its files
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ $# -gt 0 ] || set -- Evaluation Persistence
report=$PWD/runs/mutation

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - --ignore-failed-read 2>/dev/null | tar -xf - -C "$copy"
cd "$copy"
git init -q .
mutate=()
folders=()
inside=()
for part; do
    case $part in
        *.cs) mutate+=(--mutate "$part") && inside+=(-e "^DigitEngine/$part$") ;;
        *) mutate+=(--mutate "$part/**/*.cs") && inside+=(-e "^DigitEngine/$part/") ;;
    esac
    folders+=("FullyQualifiedName~MlNetDigits.Tests.${part%%/*}.")
done
find DigitEngine -name '*.cs' | grep -v "${inside[@]}" | xargs sed -i '1i // Stryker disable all'
filter=$(printf '%s\n' "${folders[@]}" | sort -u | paste -sd '|')
sed -i "s#\"test-case-filter\": \".*\"#\"test-case-filter\": \"$filter\"#" DigitModel.Tests/stryker-config.json
dotnet tool restore
cd DigitModel.Tests
dotnet stryker "${mutate[@]}" --output "$report"
