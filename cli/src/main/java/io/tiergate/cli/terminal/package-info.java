/**
 * What a command shows and how it ends: tables, JSON, money, failures and exit codes. Imports nothing of Tiergate's.
 */
@NullMarked
package io.tiergate.cli.terminal;

import org.jspecify.annotations.NullMarked;
